import type { BenchRow } from "@soft-landing/shared/bench-journal";
import type { Page } from "playwright-core";
import { type SpawnedLab, spawnLab } from "../../client/spawn-lab.ts";
import { type Bench, type BenchContext, rowOf } from "../bench.ts";
import { launchChromium, noChromium } from "./chromium.ts";

const rounds = 9;
const requestsPerSecond = 5;

/** How soon do users see what their click has broken? */
export const consoleBreak: Bench = {
  name: "console-break",
  title: `Console, from the click on Break it to the red headline, at ${requestsPerSecond} requests/s`,
  unavailable: async () => noChromium,
  run,
};

async function run({ signal, progress }: BenchContext): Promise<BenchRow[]> {
  const lab = await spawnLab({ stack: "basic", signal });
  try {
    await lab.control.setTraffic(requestsPerSecond);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
      await page.goto(lab.consoleUrl);
      const red: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        signal.throwIfAborted();
        red.push(await breakAndRestore(page, lab));
        progress(`${round} of ${rounds}`);
      }
      return [rowOf("click to red headline", "ms", red, { text: "under 1000", met: (ms) => ms < 1000 })];
    } finally {
      await browser.close();
    }
  } finally {
    await lab.stop();
  }
}

async function breakAndRestore(page: Page, lab: SpawnedLab): Promise<number> {
  const tone = (name: string) => page.locator(`section.story[data-tone=${name}]`).waitFor();
  await tone("ok");
  const start = performance.now();
  await page.getByRole("button", { name: "Break it" }).click();
  await tone("bad");
  const tookMs = performance.now() - start;
  await lab.control.setParameter("true");
  return tookMs;
}
