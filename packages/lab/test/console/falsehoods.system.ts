import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import type { SpawnedLab } from "../../src/client/spawn-lab.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole } from "./open-console.ts";

const patienceMs = 60_000;

useOwnStateHome();

describe.skipIf(noChromium)(
  `statements of the console that were wrong before${noChromium ? `: ${noChromium}` : ""}`,
  () => {
    let watched: OpenConsole;
    let page: Page;
    let lab: SpawnedLab;

    beforeAll(async () => {
      watched = await openConsole(patienceMs);
      ({ page, lab } = watched);
      await lab.control.setTraffic(5);
      await headline("Every user gets a personal recommendation.");
    });

    afterAll(() => watched?.close());

    const headline = (text: string) => page.getByText(text, { exact: true }).first().waitFor();
    const goTo = (view: string) =>
      page
        .getByRole("navigation", { name: "Views" })
        .getByRole("link", { name: new RegExp(`^${view}`) })
        .click();

    test("the badge of Faults counts what the view lists: a fault, a lost zone, a frozen and a slow instance", async () => {
      const { control } = lab;
      const [first, second] = (await control.snapshot()).autoScalingGroup.instances;
      await goTo("Faults");
      await control.perform("add-fault", { service: "dynamodb", operation: "GetItem", latencyMs: 5 });
      await control.perform("zone-down", { zone: "us-east-1c" });
      await control.perform("freeze-instance", { instance: first?.id });
      await control.perform("slow-instance", { instance: second?.id, latencyMs: 50 });
      const rows = page.getByRole("group", { name: "Active" }).locator("tbody tr");
      await expect.poll(() => rows.count(), { timeout: patienceMs }).toBe(4);
      await rows.filter({ hasText: "zone us-east-1c: down" }).waitFor();
      expect(await page.locator("[href='#/faults'] .nav-fact").first().textContent()).toMatch(/^4/);
      await page.getByRole("button", { name: "Undo all" }).click();
      await page.getByText("Nothing is broken. Every AWS call gets its normal answer.").waitFor();
      expect(await page.locator("[href='#/faults'] .nav-fact").count()).toBe(0);
    });

    test("while the switch is off the Faults view does not say that nothing is disturbed", async () => {
      await lab.control.setParameter("false");
      await page
        .getByText("The switch in Parameter Store is false, so every read of the table fails.")
        .waitFor();
      expect(await page.getByText("Nothing is disturbed.").count()).toBe(0);
      await lab.control.setParameter("true");
      await headline("Every user gets a personal recommendation.");
    });

    test("the load balancer answers as many requests as its instances, in every frame", async () => {
      await goTo("Overview");
      await expect
        .poll(async () => (await ratesInOneFrame(page)).whole, { timeout: patienceMs })
        .toBeGreaterThan(0);
      for (const requestsPerSecond of [20, 1, 0, 5]) {
        await lab.control.setTraffic(requestsPerSecond);
        for (let look = 0; look < 6; look++) {
          await page.waitForTimeout(500);
          const { whole, parts, text } = await ratesInOneFrame(page);
          // Each figure is rounded to a tenth.
          expect(Math.abs(whole - parts), text).toBeLessThanOrEqual(0.2 + 1e-9);
        }
      }
    });

    test("old instances are shown as draining while they drain, and as ended when they are gone", async () => {
      await goTo("Auto Scaling");
      // Slow pages in flight keep the old instances draining long enough to be seen.
      await lab.control.addFaults([{ service: "dynamodb", operation: "GetItem", latencyMs: 1_500 }]);
      await page.getByRole("button", { name: "Switch to error-handling" }).click();
      const frames: Awaited<ReturnType<typeof told>>[] = [];
      const lastMessage = async () => {
        const frame = await told(page);
        frames.push(frame);
        return frame.message;
      };
      await expect
        .poll(lastMessage, { timeout: patienceMs, interval: 50 })
        .toMatch(/the servers of build basic have ended\.$/);
      await lab.control.clearFaults();
      const withOld = frames.filter(({ builds }) => builds.includes("basic"));
      expect(withOld.filter(({ message }) => /\b(ended|gone)\b/.test(message))).toEqual([]);
      expect(withOld.filter(({ message }) => /\bdrain/.test(message))).not.toEqual([]);
      const { instances }: LabSnapshot["autoScalingGroup"] = (await lab.control.snapshot()).autoScalingGroup;
      expect(instances.map(({ build }) => build)).toEqual(Array(3).fill("error-handling"));
    });

    test("a page that a fault degrades is not shown as personal, although the switch is on", async () => {
      await goTo("Overview");
      const error = { statusCode: 400, code: "AccessDeniedException" };
      await lab.control.perform("add-fault", { service: "dynamodb", operation: "GetItem", error });
      await headline("Every user gets the fallback page: degraded, but served.");
      await page
        .getByText(/AccessDeniedException/)
        .first()
        .waitFor();
      await page.getByRole("button", { name: "Restore", exact: true }).click();
      await headline("Every user gets a personal recommendation.");
      expect((await lab.control.disturbances()).inForce).toEqual([]);
    });

    test("when the dependency is restored, nothing still says that the load balancer generates errors", async () => {
      await lab.control.switchBuild({ build: "basic" });
      await lab.control.setParameter("false");
      await headline("Every user sees 502 Bad Gateway.");
      await lab.control.setParameter("true");
      await headline("Every user gets a personal recommendation.");
      expect(await page.locator("[href='#/load-balancer'] .nav-fact").count()).toBe(0);
    });

    test("the browser's console and network had no errors", () => {
      expect(watched.problems).toEqual([]);
    });
  },
);

/** Answers a second of the load balancer and of all instances together, as one frame shows them. */
async function ratesInOneFrame(page: Page): Promise<{ whole: number; parts: number; text: string }> {
  return await page.locator(".picture-stage").evaluate((stage) => {
    const ratesOf = (selector: string) =>
      [...stage.querySelectorAll(selector)].map(({ textContent }) => Number.parseFloat(textContent) || 0);
    const whole = ratesOf(".big");
    const parts = ratesOf(".node-rate");
    const sum = (all: number[]) => all.reduce((a, b) => a + b, 0);
    return { whole: sum(whole), parts: sum(parts), text: `${whole} against ${parts.join(" + ")}` };
  });
}

/** What one frame says of a move, and the builds of the instances it lists. */
async function told(page: Page): Promise<{ message: string; builds: string[] }> {
  return await page.locator("main").evaluate((main) => ({
    message: (main.querySelector(".deployment-message")?.textContent ?? "")
      .replace(/^[\w-]+: /, "")
      .replace(/ [\d.]+ m?s$/, ""),
    builds: [...main.querySelectorAll("[aria-label=Instances] tbody tr td:nth-child(3)")].map(
      ({ textContent }) => textContent ?? "",
    ),
  }));
}
