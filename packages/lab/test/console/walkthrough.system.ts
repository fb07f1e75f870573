import { walkthroughSchema } from "@soft-landing/shared/lab-api";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import type { SpawnedLab } from "../../src/client/spawn-lab.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole } from "./open-console.ts";

const patienceMs = 60_000;

useOwnStateHome();

describe.skipIf(noChromium)(`the guided walkthrough${noChromium ? `: ${noChromium}` : ""}`, () => {
  let watched: OpenConsole;
  let page: Page;
  let lab: SpawnedLab;

  beforeAll(async () => {
    watched = await openConsole(patienceMs);
    page = watched.page;
    lab = watched.lab;
  });

  afterAll(() => watched?.close());

  test("every step's button and check lead through the whole story", { timeout: 300_000 }, async () => {
    const panel = page.getByRole("region", { name: "Walkthrough" });
    const { steps } = walkthroughSchema.parse(
      await (await fetch(`${lab.consoleUrl}/api/walkthrough`)).json(),
    );
    const seen: string[] = [];
    for (const [index, step] of steps.entries()) {
      await panel.getByText(`Step ${index + 1} of ${steps.length}`).waitFor();
      await panel.getByRole("button", { name: step.action.label }).click();
      await expect.poll(() => page.url()).toContain(`#/${step.view}`);
      await panel.getByRole("button", { name: "Check" }).click();
      const result = panel.locator(".walk-seen");
      await expect
        .poll(() => result.count(), { message: `the check of ${step.id}`, timeout: 80_000 })
        .toBe(1);
      seen.push(`${step.id} ${await result.getAttribute("data-held")}: ${await result.textContent()}`);
      if (index + 1 < steps.length) {
        await panel.getByRole("button", { name: "Next" }).click();
      }
    }
    expect(seen.filter((line) => !line.includes(" yes: "))).toEqual([]);
    await expect.poll(() => panel.locator('.walk-steps i[data-held="true"]').count()).toBe(steps.length);
  });

  test("a reload stays at the step where one was", async () => {
    const place = await page.getByText(/^Step \d+ of/).textContent();
    await page.reload();
    await page.getByText(String(place)).waitFor();
  });

  test("console and network stayed free of errors", () => {
    expect(watched.problems).toEqual([]);
  });
});
