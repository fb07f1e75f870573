import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dependencyHang } from "@soft-landing/experiments/experiments/dependency-hang";
import { dependencyOff } from "@soft-landing/experiments/experiments/dependency-off";
import { renderReport } from "@soft-landing/experiments/report/render-report";
import { reportContentSecurityPolicy } from "@soft-landing/shared/lab-api";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  hanging,
  switchedOff,
  syntheticJournal,
} from "../../../experiments/test/report/synthetic-journal.ts";
import { launchChromium, noChromium } from "../../src/bench/console/chromium.ts";
import { accessibilityViolations, sidewaysOverflowPx } from "../accessibility.ts";

const off = syntheticJournal(dependencyOff, switchedOff(dependencyOff));
const withThree = syntheticJournal(dependencyOff, {
  ...switchedOff(dependencyOff),
  custom: () => ({ outcome: "personal", latencyMs: 2 }),
});
const hang = syntheticJournal(dependencyHang, hanging(dependencyHang), 5, 0.99);
const reports = {
  "two builds": renderReport([{ journal: off }]),
  "three builds": renderReport([{ journal: withThree }]),
  "five rounds": renderReport([{ journal: hang }]),
  "two journals": renderReport([
    { journal: off, label: "a" },
    { journal: hang, label: "b" },
  ]),
};
const cases = Object.keys(reports).flatMap((name) =>
  [1280, 400].flatMap((width) =>
    (["light", "dark"] as const).map((scheme) => [name, width, scheme] as const),
  ),
);

describe.skipIf(noChromium !== undefined)(
  `a report in headless Chromium${noChromium ? ` (skipped: ${noChromium})` : ""}`,
  () => {
    let browser: Browser;
    let origin: string;
    let requests: string[];
    const server = createServer((request, response) => {
      requests.push(request.url ?? "");
      const name = decodeURIComponent((request.url ?? "").slice(1)) as keyof typeof reports;
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": reportContentSecurityPolicy,
      });
      response.end(reports[name] ?? "");
    });
    beforeAll(async () => {
      browser = await launchChromium();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      await browser.close();
      server.close();
    });

    test.each(cases)(
      "%s at %i px, %s: fits, is accessible and sends no request",
      async (name, width, scheme) => {
        requests = [];
        const context = await browser.newContext({
          viewport: { width, height: 900 },
          colorScheme: scheme,
          bypassCSP: true,
        });
        const page = await context.newPage();
        const problems: string[] = [];
        page.on("console", (message) => problems.push(message.text()));
        await page.goto(`${origin}/${encodeURIComponent(name)}`);
        expect(await sidewaysOverflowPx(page)).toBeLessThanOrEqual(0);
        expect(await accessibilityViolations(page)).toEqual([]);
        expect(problems).toEqual([]);
        expect(requests.filter((path) => !path.includes("favicon"))).toHaveLength(1);
        await context.close();
      },
    );

    test("keeps its colours and plots with its content security policy", async () => {
      requests = [];
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on("console", (message) => problems.push(message.text()));
      await page.goto(`${origin}/two%20builds`);
      const fill = await page.evaluate<string>(
        "getComputedStyle(document.querySelector('rect.failed')).fill",
      );
      expect(fill).toMatch(/^rgb\(19\d, /);
      expect(problems).toEqual([]);
      await page.close();
    });

    test("can be printed", async () => {
      requests = [];
      const page = await browser.newPage();
      await page.goto(`${origin}/two%20builds`);
      const pdf = await page.pdf({ format: "A4" });
      const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length;
      expect(pages).toBeGreaterThanOrEqual(2);
      expect(pages).toBeLessThanOrEqual(6);
      await page.close();
    });
  },
);
