/** Pictures of the console over a real lab, for looking at: `pnpm --filter @soft-landing/lab pictures [options] DIRECTORY`. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { consoleViews } from "@soft-landing/shared/lab-api";
import type { Page } from "playwright-core";
import { launchChromium } from "../bench/console/chromium.ts";
import { spawnLab } from "../client/spawn-lab.ts";
import { ensureBuilt } from "../program/ensure-built.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    view: { type: "string", multiple: true },
    moment: { type: "string", multiple: true },
    width: { type: "string", multiple: true },
    scheme: { type: "string", multiple: true },
  },
});
const [directory = "pictures"] = positionals;
const heights: Readonly<Record<string, number>> = { 1600: 1000, 1280: 800, 1024: 768, 400: 860 };
const widths = values.width ?? Object.keys(heights);
const schemes = (["light", "dark"] as const).filter((scheme) => values.scheme?.includes(scheme) ?? true);
const views = values.view ?? ["overview"];
const everyView = [...consoleViews, "target-group/health-checks", "target-group/monitoring"];

await ensureBuilt((line) => console.error(line));
await mkdir(directory, { recursive: true });
const lab = await spawnLab({ stack: "basic" });
const browser = await launchChromium();
const pages: { name: string; page: Page }[] = [];
for (const width of widths) {
  for (const colorScheme of schemes) {
    const viewport = { width: Number(width), height: heights[width] ?? 900 };
    const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
    page.on("console", (message) => {
      if (message.type() === "error" && !message.location().url.startsWith(lab.pageUrl)) {
        console.error(`${width} ${colorScheme}: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => console.error(`${width} ${colorScheme}: ${error.stack}`));
    pages.push({ name: `${width}-${colorScheme}`, page });
  }
}

async function picture(moment: string): Promise<void> {
  if (values.moment !== undefined && !values.moment.includes(moment)) {
    return;
  }
  for (const view of views.includes("all") ? everyView : views) {
    for (const { page } of pages) {
      await page.goto(`${lab.consoleUrl}/#/${view}`);
      await page.locator(".story .headline").waitFor();
    }
    await pages[0]?.page.waitForTimeout(2500);
    for (const { name, page } of pages) {
      await page.screenshot({ path: join(directory, `${view.replace("/", "-")}-${moment}-${name}.png`) });
      if (Number(name.split("-")[0]) <= 1024) {
        await page.screenshot({
          path: join(directory, `${view.replace("/", "-")}-${moment}-${name}-full.png`),
          fullPage: true,
        });
      }
    }
  }
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));
try {
  await lab.control.setTraffic(5);
  await seconds(25);
  await picture("healthy");
  await lab.control.setParameter("false");
  await seconds(15);
  await picture("failed");
  const moved = lab.control.switchBuild({ build: "error-handling" });
  await seconds(1);
  await picture("moving");
  await moved;
  await seconds(8);
  await picture("soft");
  await lab.control.setParameter("true");
  await seconds(6);
  await picture("mended");
} finally {
  await browser.close();
  await lab.stop();
}
