import { acts, walkthroughSchema } from "@soft-landing/shared/lab-api";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole } from "./open-console.ts";

const patienceMs = 90_000;

useOwnStateHome();

describe.skipIf(noChromium)(`the guided walkthrough${noChromium ? `: ${noChromium}` : ""}`, () => {
  let watched: OpenConsole;
  let page: Page;

  beforeAll(async () => {
    watched = await openConsole(patienceMs);
    page = watched.page;
    await watched.lab.control.setTraffic(5);
  });

  afterAll(() => watched?.close());

  const panel = () => page.getByRole("region", { name: "Walkthrough" });
  const next = () => panel().getByRole("button", { name: /^Next: / });

  test("the button Next leads through six chapters, and all steps pass by themselves", {
    timeout: 300_000,
  }, async () => {
    const { steps } = walkthroughSchema.parse(
      await (await fetch(`${watched.lab.consoleUrl}/api/walkthrough`)).json(),
    );
    await panel().getByRole("button", { name: "Start" }).click();
    for (const act of acts) {
      const own = steps.filter((step) => step.act === act);
      for (const step of own) {
        if (step.action.kind !== "look") {
          await next().getByText(`Next: ${step.action.label}`, { exact: true }).waitFor();
          await next().click();
          await expect.poll(() => page.url()).toContain(`#/${step.view}`);
        }
        await panel().locator(`[data-step="${step.id}"][data-state=held]`).waitFor();
      }
      if (act !== acts.at(-1)) {
        await next().click();
      }
    }
    await panel().getByText("This is the end of the story.").waitFor();
    await panel().getByText(`${steps.length} of ${steps.length} steps`).waitFor();
  });

  test("where the story shows the code, the handlers are side by side", async () => {
    await panel()
      .getByRole("button", { name: /^Chapter 4: / })
      .click();
    await page.getByRole("heading", { name: "Code" }).waitFor();
    const lines = page.getByRole("table", { name: "The handlers of basic and error-handling, line by line" });
    await lines.locator("[data-line=own]", { hasText: "} catch (error) {" }).waitFor();
    await lines
      .locator("[data-line=alike]", { hasText: "await getRecommendation(userId)" })
      .first()
      .waitFor();
  });

  test("a reload stays in the same chapter", async () => {
    await page.reload();
    await panel()
      .getByRole("button", { name: /^Chapter 4: / })
      .and(page.locator("[aria-current=step]"))
      .waitFor();
  });

  test("the browser's console and network had no errors", () => {
    expect(watched.problems).toEqual([]);
  });
});
