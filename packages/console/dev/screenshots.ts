/** Pictures of every view for looking at: `node dev/screenshots.ts DIRECTORY [view ...]`. Needs Debian's chromium. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { consoleViews } from "@soft-landing/shared/lab-api";
import { type Browser, chromium } from "playwright-core";
import { startFakeLab } from "./fake-lab-server.ts";

const [directory = "screenshots", ...only] = process.argv.slice(2);
const pages = [...consoleViews, "target-group/health-checks", "target-group/monitoring"].filter(
  (view) => only.length === 0 || only.includes(view),
);
const shapes = [
  { name: "wide-light", width: 1600, height: 1000, colorScheme: "light" },
  { name: "wide-dark", width: 1600, height: 1000, colorScheme: "dark" },
  { name: "narrow-light", width: 400, height: 860, colorScheme: "light" },
  { name: "narrow-dark", width: 400, height: 860, colorScheme: "dark" },
] as const;
/** What has happened before the picture is taken, in steps of the fake lab. */
const moments = {
  well: [["traffic", 60]],
  broken: [
    ["traffic", 60],
    ["off", 25],
  ],
  moving: [
    ["traffic", 30],
    ["off", 30],
    ["switch", 4],
  ],
  degraded: [
    ["traffic", 30],
    ["off", 30],
    ["switch", 8],
  ],
} as const;

const browser: Browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
await mkdir(directory, { recursive: true });
for (const [moment, acts] of Object.entries(moments)) {
  const server = await startFakeLab({
    dist: join(import.meta.dirname, "../dist"),
    labId: "fake",
    startSecond: Math.floor(Date.now() / 1000) - 120,
  });
  for (const [act, seconds] of acts) {
    if (act === "traffic") {
      server.lab.setTraffic(50);
    }
    if (act === "off") {
      server.lab.setParameter("false");
    }
    if (act === "switch") {
      server.lab.switchBuild("error-handling");
    }
    for (let step = 0; step < seconds; step++) {
      server.lab.step();
    }
  }
  for (const { name, width, height, colorScheme } of shapes) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") {
        console.error(`${moment} ${name}: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => console.error(`${moment} ${name}: ${error.stack}`));
    for (const view of moment === "broken"
      ? pages
      : pages.filter((one) => one === "overview" || one === "auto-scaling")) {
      await page.goto(`${server.url}/#/${view}`);
      await page.locator("main h1").waitFor();
      await page.locator("main .picture-frame svg, main .card").first().waitFor();
      server.step();
      await page.waitForTimeout(1300);
      await page.screenshot({
        path: join(directory, `${view.replace("/", "-")}-${moment}-${name}.png`),
        fullPage: true,
      });
    }
    await context.close();
  }
  await server.close();
}
await browser.close();
