import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { spawnLab } from "../../client/spawn-lab.ts";
import { type Bench, type BenchContext, rowOf } from "../bench.ts";
import { launchChromium, noChromium } from "./chromium.ts";

const rounds = 7;

/** From an empty cache each time: when can users start to use the console? */
export const consoleFirstView: Bench = {
  name: "console-first-view",
  title: "Console, from the click on its address to the live picture",
  unavailable: async () => noChromium,
  run,
};

async function run({ signal, progress }: BenchContext): Promise<BenchRow[]> {
  const lab = await spawnLab({ stack: "basic", signal });
  try {
    const browser = await launchChromium();
    try {
      const live: number[] = [];
      // One more, which warms up the browser and does not count.
      for (let round = 0; round <= rounds; round++) {
        signal.throwIfAborted();
        const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
        const page = await context.newPage();
        const start = performance.now();
        await page.goto(lab.consoleUrl, { waitUntil: "commit" });
        await page.locator(".picture-stage > svg").waitFor();
        if (round > 0) {
          live.push(performance.now() - start);
        }
        await context.close();
        progress(`${round} of ${rounds}`);
      }
      return [
        rowOf("click to picture of the running system", "ms", live, {
          text: "under 1000",
          met: (ms) => ms < 1000,
        }),
      ];
    } finally {
      await browser.close();
    }
  } finally {
    await lab.stop();
  }
}
