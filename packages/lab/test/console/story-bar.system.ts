import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole } from "./open-console.ts";

const patienceMs = 60_000;

useOwnStateHome();

describe.skipIf(noChromium)(`the story with the story bar only${noChromium ? `: ${noChromium}` : ""}`, () => {
  let watched: OpenConsole;
  let page: Page;
  let clicks = 0;

  beforeAll(async () => {
    watched = await openConsole(patienceMs);
    page = watched.page;
    await watched.lab.control.setTraffic(5);
  });

  afterAll(() => watched?.close());

  const bar = () => page.getByRole("list", { name: "The story" });
  const act = (name: string) =>
    bar().locator("[aria-current=step]").getByText(name, { exact: true }).waitFor();
  const headline = (text: string) =>
    page.getByRole("heading", { level: 1, name: text, exact: true }).waitFor();
  const webPage = () => page.frameLocator('iframe[title="The web page"]');
  const count = async (kind: string) =>
    Number((await page.locator(`[data-kind=${kind}] dd`).textContent())?.replaceAll(",", ""));

  /** Clicks the one primary button there is. */
  async function goOn(name: string): Promise<void> {
    expect(await page.locator("button.primary").allTextContents()).toEqual([name]);
    await bar().getByRole("button", { name }).click();
    clicks += 1;
  }

  test("it begins with personal pages", async () => {
    await headline("Every user gets a personal recommendation.");
    await act("Healthy");
    await page.getByText("All 3 targets are healthy.").waitFor();
    await webPage().getByText("Picked for you").waitFor();
  });

  test("Break it: every user sees 502, and all targets stay healthy", async () => {
    await goOn("Break it");
    await headline("Every user sees 502 Bad Gateway.");
    await act("502");
    await page.getByText("The basic servers end these requests without a reply.").waitFor();
    await page.getByText("All 3 targets are healthy.").waitFor();
    await webPage().getByText("502 Bad Gateway").first().waitFor();
    await page.locator(".strip-mark", { hasText: "switch false" }).waitFor();
    expect(await count("failed")).toBeGreaterThan(0);
    const tile = (name: string) => page.locator(".tile", { has: page.getByText(name) }).locator("dd");
    expect(await tile("Healthy targets").textContent()).toBe("3 of 3");
    expect(await tile("Target 5XXs, 1 min").textContent()).toBe("No data");
  });

  test("Switch to error-handling: users get degraded pages, and the pages say why", async () => {
    await goOn("Switch to error-handling");
    await act("Switch to error-handling");
    await headline("Every user gets the fallback page: degraded, but served.");
    await act("Soft landing");
    await page.getByText(/RecommendationServiceDisabled: .*its parameter is "false"/).waitFor();
    await webPage().getByText("Valued Customer").first().waitFor();
    await webPage().getByText("I Love Lucy").first().waitFor();
  });

  test("Restore: personal recommendations return, and no request was lost since the switch", async () => {
    const failed = await count("failed");
    await goOn("Restore");
    await headline("Every user gets a personal recommendation.");
    await act("Restore");
    expect(await count("failed")).toBe(failed);
    await webPage().getByText("Picked for you").waitFor();
  });

  test("Start again leads back to the beginning, with the fourth click", async () => {
    await goOn("Start again with basic");
    await act("Healthy");
    await bar().getByRole("button", { name: "Break it" }).waitFor();
    expect(clicks).toBeLessThanOrEqual(6);
  });

  test("the browser's console and network had no errors", () => {
    expect(watched.problems).toEqual([]);
  });
});

describe.skipIf(noChromium)(`the story moved by commands${noChromium ? `: ${noChromium}` : ""}`, () => {
  let watched: OpenConsole;
  let page: Page;

  beforeAll(async () => {
    watched = await openConsole(patienceMs);
    page = watched.page;
    await watched.lab.control.setTraffic(5);
  });

  afterAll(() => watched?.close());

  const headline = (text: string) =>
    page.getByRole("heading", { level: 1, name: text, exact: true }).waitFor();
  const act = (name: string) =>
    page
      .getByRole("list", { name: "The story" })
      .locator("[aria-current=step]")
      .getByText(name, { exact: true })
      .waitFor();

  test("a fault set by a command is described by what users get, not by the switch", async () => {
    const { control } = watched.lab;
    await control.switchBuild({ build: "error-handling" });
    const error = { statusCode: 400, code: "AccessDeniedException" };
    await control.addFaults([{ service: "dynamodb", operation: "GetItem", error }]);
    await headline("Every user gets the fallback page: degraded, but served.");
    await act("Soft landing");
    await page.locator(".strip-mark", { hasText: "fault on GetItem" }).waitFor();
    await page
      .getByText(/AccessDeniedException/)
      .first()
      .waitFor();
    expect(await page.getByRole("switch").getAttribute("aria-checked")).toBe("true");
    await control.clearFaults();
    await headline("Every user gets a personal recommendation.");
    await act("Restore");
  });
});
