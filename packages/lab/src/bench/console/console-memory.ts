import { setTimeout as sleep } from "node:timers/promises";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import type { CDPSession } from "playwright-core";
import { spawnLab } from "../../client/spawn-lab.ts";
import { type Bench, type BenchContext, lowestOfThird, rowOf } from "../bench.ts";
import { residentMegabytes } from "../bench-process.ts";
import { launchChromium, noChromium } from "./chromium.ts";

const requestsPerSecond = 100;

interface Plan {
  /** Until now, caches and the history fill. After this, memory must be flat. */
  settleSeconds: number;
  measuredSeconds: number;
  samples: number;
  /**
   * How much the tab's heap and the lab's memory may grow during the measurement, in MB; no goal if
   * undefined.
   */
  mayGrowMegabytes: { tab: number; lab: number | undefined };
}

interface Sample {
  tabMegabytes: number;
  labMegabytes: number;
}

/** A quick look: the history of a quarter of an hour is still filling, so both may grow a little. */
export const consoleMemory: Bench = {
  name: "console-memory",
  title: `Console open for a minute at ${requestsPerSecond} requests/s: memory of the tab and of the lab`,
  unavailable: async () => noChromium,
  run: (context) =>
    measure(context, {
      settleSeconds: 20,
      measuredSeconds: 60,
      samples: 6,
      // The lab's own heap has not reached its first large collection yet.
      mayGrowMegabytes: { tab: 3, lab: undefined },
    }),
};

/** The long run: after a quarter of an hour the history is full, and a second quarter must not need more. */
export const consoleSoak: Bench = {
  name: "console-soak",
  title: `Console open for half an hour, or for --minutes, at ${requestsPerSecond} requests/s: memory of the tab and of the lab`,
  minutes: 31,
  takes: ["minutes"],
  unavailable: async () => noChromium,
  run: (context) => measure(context, soakPlan(context.minutes ?? 30)),
};

/** The second half is measured. Where it is over before the history is full, both still grow, and there is no goal for the lab. */
function soakPlan(minutes: number): Plan {
  const settleMinutes = Math.max(minutes / 2, Math.min(16, minutes - 14));
  const measuredMinutes = minutes - settleMinutes;
  const isHistoryFull = settleMinutes > 15;
  return {
    settleSeconds: settleMinutes * 60,
    measuredSeconds: measuredMinutes * 60,
    // Between collections the lab's memory moves by a third; many samples find its lowest values.
    samples: Math.max(6, Math.round(measuredMinutes * 6)),
    mayGrowMegabytes: isHistoryFull ? { tab: 2, lab: 15 } : { tab: 3, lab: undefined },
  };
}

async function measure(context: BenchContext, plan: Plan): Promise<BenchRow[]> {
  const { signal } = context;
  const lab = await spawnLab({ stack: "error-handling", signal });
  try {
    await lab.control.setTraffic(requestsPerSecond);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
      await page.goto(lab.consoleUrl);
      await page.getByText("Live", { exact: true }).waitFor();
      const devtools = await page.context().newCDPSession(page);
      await sleep(plan.settleSeconds * 1000, undefined, { signal });
      return rowsFrom(await samplesOf(devtools, lab.pid, plan, context), plan);
    } finally {
      await browser.close();
    }
  } finally {
    await lab.stop();
  }
}

async function samplesOf(
  devtools: CDPSession,
  labPid: number,
  { measuredSeconds, samples }: Plan,
  { progress, signal }: BenchContext,
): Promise<Sample[]> {
  const all: Sample[] = [await sampleOf(devtools, labPid)];
  while (all.length <= samples) {
    await sleep((measuredSeconds / samples) * 1000, undefined, { signal });
    const sample = await sampleOf(devtools, labPid);
    all.push(sample);
    progress(
      `sample ${all.length - 1} of ${samples}: tab ${sample.tabMegabytes.toFixed(1)} MB after collection, lab ${sample.labMegabytes.toFixed(0)} MB`,
    );
  }
  return all;
}

async function sampleOf(devtools: CDPSession, labPid: number): Promise<Sample> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return { tabMegabytes: usedSize / 1e6, labMegabytes: await residentMegabytes(labPid) };
}

function rowsFrom(samples: readonly Sample[], { mayGrowMegabytes }: Plan): BenchRow[] {
  const tab = samples.map(({ tabMegabytes }) => tabMegabytes);
  const lab = samples.map(({ labMegabytes }) => labMegabytes);
  return [
    rowOf("tab: heap after collection", "MB", tab),
    growthRow("tab: lowest of the last third over that of the first", tab, mayGrowMegabytes.tab),
    rowOf("lab: resident", "MB", lab),
    growthRow("lab: lowest of the last third over that of the first", lab, mayGrowMegabytes.lab),
  ];
}

function growthRow(label: string, values: readonly number[], mayGrow: number | undefined): BenchRow {
  const growth = lowestOfThird(values, 3) - lowestOfThird(values, 1);
  if (mayGrow === undefined) {
    return rowOf(label, "MB", [growth]);
  }
  return rowOf(label, "MB", [growth], {
    text: `at most ${mayGrow}`,
    met: (megabytes) => megabytes <= mayGrow,
  });
}
