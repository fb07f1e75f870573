import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, noChromium } from "../../src/bench/console/chromium.ts";
import { repositoryRoot } from "../../src/program/repository.ts";
import { expectEveryLookAccessible } from "../accessibility.ts";
import { noEngine } from "../provider/engine.ts";
import { type EmptyLab, openProgram, startEmptyLab } from "../pulumi/empty-lab.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type WatchedPage, watchedPage } from "./open-console.ts";

const patienceMs = 90_000;
const folder = join(repositoryRoot, "examples/canary");
const missing = noChromium || noEngine;

useOwnStateHome();

describe.skipIf(missing)(
  `the shares of two builds behind one load balancer${missing ? `: ${missing}` : ""}`,
  () => {
    let lab: EmptyLab;
    let opened: Awaited<ReturnType<typeof openProgram>>;
    let stack: Stack;
    let browser: Browser;
    let watched: WatchedPage;

    beforeAll(async () => {
      lab = await startEmptyLab();
      const { default: program } = await import(pathToFileURL(join(folder, "index.ts")).href);
      const config = { "aws:region": "us-east-1", "canary:canaryPercent": "50" };
      opened = await openProgram(lab, { folder, name: "dev", program, config });
      stack = opened.stack;
      await stack.up();
      await lab.control.setTraffic(20);
      browser = await launchChromium();
      const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
      context.setDefaultTimeout(patienceMs);
      const { consoleUrl } = await lab.control.snapshot();
      watched = await watchedPage(context, () => consoleUrl);
      await watched.page.goto(consoleUrl);
    });
    afterAll(async () => {
      await browser?.close();
      opened?.close();
      await lab?.stop();
    });

    const lineOf = (build: string) =>
      watched.page
        .getByRole("list", { name: "Target groups" })
        .getByRole("listitem")
        .filter({ hasText: build });
    const balancer = () => watched.page.locator(".node").filter({ hasText: "Load balancer" });

    test("both groups are shown with weight, health and their share of the requests", async () => {
      for (const build of ["basic", "error-handling"]) {
        await lineOf(build).getByText("weight 50").waitFor();
        await lineOf(build).getByText("2 of 2 healthy").waitFor();
        await lineOf(build).getByText("personal").waitFor();
        await balancer().getByText(build, { exact: true }).waitFor();
      }
      await expect
        .poll(
          async () => (await shownRequests("basic")) > 20 && (await shownRequests("error-handling")) > 20,
          {
            timeout: patienceMs,
          },
        )
        .toBe(true);
    });

    /** The number in "52 %, 312 requests". */
    async function shownRequests(build: string): Promise<number> {
      const text = await lineOf(build).locator(".share-measured").textContent();
      return Number(/([\d,]+) requests/.exec(text ?? "")?.[1]?.replaceAll(",", "") ?? 0);
    }

    test("with the switch off each group's line shows what its own users got", async () => {
      await lab.control.setParameter("false");
      await lineOf("basic").getByText("failed").waitFor();
      await lineOf("error-handling").getByText("degraded").waitFor();
      expect(await lineOf("basic").getByText("degraded").count()).toBe(0);
      expect(await lineOf("error-handling").getByText("failed").count()).toBe(0);
      await lab.control.setParameter("true");
    });

    test("a changed weight is shown, and the requests follow it", async () => {
      await stack.setConfig("canary:canaryPercent", { value: "100" });
      await stack.up();
      await lineOf("error-handling").getByText("weight 100").waitFor();
      await lineOf("basic").getByText("weight 0").waitFor();
      await lineOf("basic")
        .getByText(/^0 %, 0 requests/)
        .waitFor();
      await lineOf("error-handling")
        .getByText(/^100 %,/)
        .waitFor();
    });

    test("every group's targets are in the view of target groups", async () => {
      await watched.page
        .getByRole("navigation", { name: "Views" })
        .getByRole("link", { name: /^Target group/ })
        .click();
      for (const build of ["basic", "error-handling"]) {
        const rows = watched.page
          .getByRole("group", { name: `Registered targets of ${build}` })
          .locator("tbody tr");
        await expect.poll(() => rows.count(), { timeout: patienceMs }).toBe(2);
      }
      await watched.page
        .getByRole("navigation", { name: "Views" })
        .getByRole("link", { name: "Overview" })
        .click();
    });

    test("axe finds no violation, and nothing makes the page scroll sideways", async () => {
      await expectEveryLookAccessible(watched.page);
    });

    test("the browser's console and network had no errors", () => {
      expect(watched.problems).toEqual([]);
    });
  },
);
