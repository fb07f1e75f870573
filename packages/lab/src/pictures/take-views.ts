import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { type SpawnedLab, spawnLab } from "../client/spawn-lab.ts";

/** Heights by widths, in CSS pixels: a large screen, a laptop, a tablet, a phone. */
export const viewports: Readonly<Record<number, number>> = { 1600: 1000, 1280: 800, 1024: 768, 400: 860 };

export interface ViewsOptions {
  views: readonly string[];
  /** Undefined: all moments of the story. */
  moments: readonly string[] | undefined;
  widths: readonly number[];
  schemes: readonly ("light" | "dark")[];
}

interface OpenPage {
  name: string;
  page: Page;
}

/** Plays the story in its own lab and takes every view at every moment, with full pages on small screens. */
export async function takeViews(browser: Browser, directory: string, options: ViewsOptions): Promise<void> {
  const lab = await spawnLab({ stack: "basic" });
  try {
    const pages = await openPages(browser, lab, options);
    const take = async (moment: string) => {
      if (options.moments?.includes(moment) ?? true) {
        await takeMoment(lab, pages, moment, { ...options, directory });
      }
    };
    await lab.control.setTraffic(5);
    await sleep(25_000);
    await take("healthy");
    await lab.control.setParameter("false");
    await sleep(15_000);
    await take("failed");
    const moved = lab.control.switchBuild({ build: "error-handling" });
    await sleep(1_000);
    await take("moving");
    await moved;
    await sleep(8_000);
    await take("soft");
    await lab.control.setParameter("true");
    await sleep(6_000);
    await take("restored");
  } finally {
    await lab.stop();
  }
}

async function openPages(browser: Browser, lab: SpawnedLab, { widths, schemes }: ViewsOptions) {
  const pages: OpenPage[] = [];
  for (const width of widths) {
    for (const colorScheme of schemes) {
      const viewport = { width, height: viewports[width] ?? 900 };
      const page = await (await browser.newContext({ viewport, colorScheme })).newPage();
      const name = `${width}-${colorScheme}`;
      page.on("pageerror", (error) => console.error(`${name}: ${error.stack}`));
      page.on("console", (message) => {
        if (message.type() === "error" && !message.location().url.startsWith(lab.pageUrl)) {
          console.error(`${name}: ${message.text()}`);
        }
      });
      pages.push({ name, page });
    }
  }
  return pages;
}

async function takeMoment(
  lab: SpawnedLab,
  pages: readonly OpenPage[],
  moment: string,
  { views, directory }: ViewsOptions & { directory: string },
): Promise<void> {
  for (const view of views) {
    for (const { page } of pages) {
      await page.goto(`${lab.consoleUrl}/#/${view}`);
      await page.locator(".story .headline").waitFor();
    }
    await sleep(2_500);
    for (const { name, page } of pages) {
      const file = join(directory, `${view.replace("/", "-")}-${moment}-${name}`);
      await page.screenshot({ path: `${file}.png` });
      if ((page.viewportSize()?.width ?? 0) <= 1024) {
        await page.screenshot({ path: `${file}-full.png`, fullPage: true });
      }
    }
  }
}
