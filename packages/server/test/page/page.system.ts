import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AwsStandIn, startAws } from "../stand-ins/aws.ts";
import { type ServedBuild, serve } from "../stand-ins/served-build.ts";

const chromiumPath = "/usr/bin/chromium";
const missing = existsSync(chromiumPath)
  ? undefined
  : `${chromiumPath} is not there: apt-get install chromium`;
const looks = [
  { colorScheme: "light", width: 1_280 },
  { colorScheme: "light", width: 400 },
  { colorScheme: "dark", width: 1_280 },
  { colorScheme: "dark", width: 400 },
] as const;

/** In its legacy mode axe opens no second page for each analysis. */
const violationsOn = async (page: Page) =>
  (await new AxeBuilder({ page }).setLegacyMode().analyze()).violations;

describe.skipIf(missing !== undefined)(
  `the page in Chromium${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    let browser: Browser;
    let aws: AwsStandIn;
    let server: ServedBuild;
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: chromiumPath,
        args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
      });
      aws = await startAws();
      server = await serve("error-handling", aws);
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      await aws?.[Symbol.asyncDispose]();
      await browser?.close();
    });

    describe.each(looks)("$colorScheme, $width px", ({ colorScheme, width }) => {
      const look = async (path: string, check: (page: Page) => Promise<void>) => {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("requestfailed", (request) => complaints.push(request.url()));
        await page.goto(server.url + path);
        await check(page);
        expect(complaints.filter((complaint) => !complaint.includes("favicon"))).toEqual([]);
        await context.close();
      };

      test.each(["/", "/healthcheck"])(
        "%s has no accessibility violation and does not scroll sideways",
        (path) =>
          look(path, async (page) => {
            expect(await violationsOn(page)).toEqual([]);
            expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
          }),
      );

      test("the degraded page has none either, and its diagnosis opens with the keyboard", async () => {
        aws.table.behaviour = { status: 400, code: "AccessDeniedException" };
        await look("/", async (page) => {
          expect(await page.getByText("Not personal right now").isVisible()).toBe(true);
          expect(await page.getByText("RecommendationService", { exact: true }).isVisible()).toBe(false);
          await page.keyboard.press("Tab");
          await page.keyboard.press("Enter");
          expect(await page.getByText("RecommendationService", { exact: true }).isVisible()).toBe(true);
          expect(await violationsOn(page)).toEqual([]);
        });
        aws.table.behaviour = "works";
      });
    });
  },
);
