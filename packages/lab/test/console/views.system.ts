import { consoleViews } from "@soft-landing/shared/lab-api";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, noChromium } from "../../src/bench/console/chromium.ts";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { accessibilityViolations, sidewaysOverflowPx, windowSizes } from "../accessibility.ts";
import { useOwnStateHome } from "../state-home.ts";
import { watchedPage } from "./open-console.ts";

const addresses = [...consoleViews, "target-group/health-checks", "target-group/monitoring"];

useOwnStateHome();

describe.skipIf(noChromium)(`every view${noChromium ? `: ${noChromium}` : ""}`, () => {
  let lab: SpawnedLab;
  let browser: Browser;

  beforeAll(async () => {
    lab = await spawnLab({ stack: "basic" });
    await lab.control.setTraffic(20);
    await lab.control.setParameter("false");
    await lab.control.addFaults([{ service: "dynamodb", operation: "GetItem", latencyMs: 5 }]);
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await lab?.stop();
  });

  async function open(options: Parameters<Browser["newContext"]>[0]) {
    const context = await browser.newContext(options);
    return { context, ...(await watchedPage(context, () => lab.consoleUrl)) };
  }

  const goTo = async (page: Page, address: string) => {
    await page.goto(`${lab.consoleUrl}/#/${address}`);
    await page.locator("h1").waitFor();
    await page.locator("main .card, main .plot").first().waitFor();
  };

  describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
    describe.each(windowSizes)("at $width pixels", (viewport) => {
      let context: BrowserContext;
      let page: Page;
      let problems: string[];

      beforeAll(async () => {
        ({ context, page, problems } = await open({ viewport, colorScheme }));
      });
      afterAll(() => context?.close());

      test.each(addresses)("%s: axe finds no violation", async (address) => {
        await goTo(page, address);
        expect(await accessibilityViolations(page)).toEqual([]);
      });

      test.each(addresses)("%s: nothing makes the page scroll sideways", async (address) => {
        await goTo(page, address);
        expect(await sidewaysOverflowPx(page)).toBeLessThanOrEqual(0);
      });

      test("the browser's console and network have no errors", () => {
        expect(problems).toEqual([]);
      });
    });
  });

  test("with reduced motion nothing moves, and the numbers are shown", async () => {
    const { context, page } = await open({
      viewport: { width: 1600, height: 1000 },
      reducedMotion: "reduce",
    });
    await goTo(page, "overview");
    await page.getByRole("button", { name: "Animate requests" }).waitFor();
    await page.getByText("Every user sees 502 Bad Gateway.").waitFor();
    expect(await page.locator(".picture-frame .dot").count()).toBe(0);
    await context.close();
  });

  test("the switch can be set with the keyboard only", async () => {
    const { context, page } = await open({ viewport: { width: 1600, height: 1000 } });
    await goTo(page, "overview");
    await tabTo(page, (name) => name.startsWith("Parameter Store"));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "RecommendationServiceEnabled" }).waitFor();
    await tabTo(page, (name) => name === "Edit value");
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Value" }).waitFor();
    await page.keyboard.type("true");
    await page.keyboard.press("Enter");
    await page.getByTestId("parameter-value").getByText("true", { exact: true }).waitFor();
    await expect.poll(() => focusedName(page)).toBe("Edit value");
    await context.close();
  });

  test("traffic, builds and faults can be controlled with the keyboard only", async () => {
    const { context, page } = await open({ viewport: { width: 1600, height: 1000 } });
    await goTo(page, "faults");
    await tabTo(page, (name) => name.startsWith("Undo: dynamodb GetItem"));
    await page.keyboard.press("Space");
    await page.getByText("Nothing is broken. Every AWS call gets its normal answer.").waitFor();
    await tabTo(page, (name) => name === "1/s");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "1/s", pressed: true }).waitFor();
    await goTo(page, "auto-scaling");
    await tabTo(page, (name) => name.startsWith("Switch to error-handling"));
    await page.keyboard.press("Enter");
    await page
      .getByRole("region", { name: "error-handling" })
      .getByText("Serves now")
      .waitFor({ timeout: 60_000 });
    await context.close();
  });

  test("a page that hangs is shown as hanging", async () => {
    const { context, page } = await open({ viewport: { width: 1600, height: 1000 } });
    await goTo(page, "overview");
    await page.locator('iframe[title="The web page"]').waitFor();
    for (const { id } of (await lab.control.snapshot()).autoScalingGroup.instances) {
      await lab.control.perform("freeze-instance", { instance: id });
    }
    await page.getByRole("button", { name: "Refresh", exact: true }).click();
    await page.getByText(/no answer for \d+ s/).waitFor();
    await page
      .getByText(/\bfrozen\b/)
      .first()
      .waitFor();
    await context.close();
  });
});

/** Presses Tab until the focused element's name is the wanted one; a person would give up too at some time. */
async function tabTo(page: Page, wanted: (name: string) => boolean): Promise<void> {
  const seen: string[] = [];
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press("Tab");
    const name = await focusedName(page);
    seen.push(name);
    if (wanted(name)) {
      return;
    }
  }
  throw new Error(`Tab never came to it; it came to: ${seen.join(", ")}`);
}

async function focusedName(page: Page): Promise<string> {
  const focused = page.locator(":focus");
  if ((await focused.count()) === 0) {
    return "";
  }
  return (await focused.getAttribute("aria-label")) ?? (await focused.textContent())?.trim() ?? "";
}
