import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import { expectEveryLookAccessible } from "../accessibility.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole } from "./open-console.ts";

const patienceMs = 90_000;

useOwnStateHome();

describe.skipIf(noChromium)(`both builds side by side${noChromium ? `: ${noChromium}` : ""}`, () => {
  let watched: OpenConsole;
  let page: Page;

  beforeAll(async () => {
    watched = await openConsole(patienceMs);
    page = watched.page;
    await watched.lab.control.setTraffic(5);
  });

  afterAll(() => watched?.close());

  const stack = (name: string) => page.getByRole("region", { name: `Stack ${name}`, exact: true });
  const says = (name: string, headline: string) => stack(name).getByText(headline, { exact: true }).waitFor();
  const shows = (name: string, text: string) =>
    page.frameLocator(`iframe[title="The web page of ${name}"]`).getByText(text).first().waitFor();
  const bar = () => page.getByRole("list", { name: "The story" });

  test("one button brings up the other stack, and both serve their users", async () => {
    await page.getByRole("button", { name: "Side by side with error-handling" }).click();
    await page.getByRole("heading", { name: "Side by side: basic and error-handling" }).waitFor();
    for (const name of ["basic", "error-handling"]) {
      await says(name, "Every user gets a personal recommendation.");
      await shows(name, "Picked for you");
    }
  });

  test("one click breaks both, and their users get different results", async () => {
    await bar().getByRole("button", { name: "Break both" }).click();
    await says("basic", "Every user sees 502 Bad Gateway.");
    await says("error-handling", "Every user gets the fallback page: degraded, but served.");
    await shows("basic", "502 Bad Gateway");
    await shows("error-handling", "I Love Lucy");
    for (const name of ["basic", "error-handling"]) {
      await stack(name).getByText("3 of 3 healthy").waitFor();
    }
  });

  test("axe finds no violation, and nothing makes the page scroll sideways", async () => {
    await expectEveryLookAccessible(page);
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize({ width: 1600, height: 1000 });
  });

  test("one click restores both", async () => {
    await bar().getByRole("button", { name: "Restore both" }).click();
    for (const name of ["basic", "error-handling"]) {
      await says(name, "Every user gets a personal recommendation.");
    }
    const failed = stack("error-handling").locator("[data-kind=failed] dd");
    expect(await failed.textContent()).toBe("0");
  });

  test("a fault on the table affects both", async () => {
    const error = { statusCode: 400, code: "ThrottlingException" };
    await watched.lab.control.addFaults([{ service: "dynamodb", operation: "GetItem", error }]);
    await says("error-handling", "Every user gets the fallback page: degraded, but served.");
    await says("basic", "Every user sees 502 Bad Gateway.");
    await watched.lab.control.clearFaults();
  });

  test("each stack has its own views", async () => {
    await page
      .getByRole("navigation", { name: "Views" })
      .getByRole("link", { name: /^Target group/ })
      .click();
    const choice = page.getByRole("group", { name: "Stack" });
    await choice.getByRole("button", { name: "error-handling" }).click();
    const rows = page.getByRole("group", { name: "Registered targets" }).locator("tbody tr");
    await expect.poll(() => rows.count(), { timeout: patienceMs }).toBe(3);
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Overview" }).click();
  });

  test("the other stack can be removed again", async () => {
    await page.getByRole("button", { name: "Back to one stack" }).click();
    await page.getByRole("button", { name: "Side by side with error-handling" }).waitFor();
    await page.getByRole("heading", { level: 1, name: /^Every user/ }).waitFor();
  });

  test("the browser's console and network had no errors", () => {
    expect(watched.problems).toEqual([]);
  });
});
