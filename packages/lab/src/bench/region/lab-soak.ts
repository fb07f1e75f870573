import { readdir } from "node:fs/promises";
import { platform } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { saturationOf } from "@soft-landing/experiments/judging/saturation";
import type { OpenLoad } from "@soft-landing/experiments/load/load-plan";
import { startLoadProcess } from "@soft-landing/experiments/load/load-process";
import type { Sample } from "@soft-landing/experiments/load/sample";
import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import { type BalancerCounts, stackStatus } from "@soft-landing/experiments/place/stack-status";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { type SpawnedLab, spawnLab } from "../../client/spawn-lab.ts";
import { type Bench, type BenchContext, lowestOfThird, rowOf } from "../bench.ts";
import { childPids, residentMegabytes } from "../bench-process.ts";
import { type Disturbed, disturb } from "./disturber.ts";
import { comparedCounts, unexplainedLosses } from "./explained-losses.ts";
import { debuggable, keptMegabytes } from "./lab-heap.ts";

const requestsPerSecond = 200;
const defaultMinutes = 10;
const defaultSeed = 1;
/** Every request gets an answer within the load balancer's idle timeout. One without an answer is lost. */
const giveUpAfterMs = 150_000;
/** This many requests may wait at a frozen target. */
const maxInFlight = 10_000;
const sampleEveryMs = 2_000;
/** A collection stops the lab for a tenth of a second. */
const collectEveryMs = 30_000;
/** Time in which the last disturbance is taken back and what was frozen answers. */
const quietEndMs = 30_000;
const settleMs = 150_000;
/** How much a lab may grow that runs for ten minutes. In a shorter run its caches still fill. */
const mayGrow = { megabytes: 15, measuredFromMinutes: 10, descriptors: 10 };

/**
 * All disturbances, at random, under load: do clients and CloudWatch agree, and does each loss have a reason?
 */
export const labSoak: Bench = {
  name: "lab-soak",
  title: `A lab at ${requestsPerSecond} requests/s with random kills, freezes, switches, zone outages and faults`,
  minutes: defaultMinutes + 1,
  takes: ["minutes", "seed"],
  unavailable: async () =>
    platform() === "linux" ? undefined : "it reads memory and descriptors from /proc, which Linux has",
  run,
};

async function run(context: BenchContext): Promise<BenchRow[]> {
  const { progress, signal, minutes = defaultMinutes, seed = defaultSeed } = context;
  progress(`seed ${seed}, ${minutes} min`);
  const lab = await spawnLab({ stack: "error-handling", signal, nodeOptions: [debuggable] });
  try {
    await using generator = startLoadProcess();
    const before = await useOf(lab);
    const startAtMs = Date.now() + 500;
    const durationMs = minutes * 60_000;
    const plan: OpenLoad = {
      kind: "open",
      targets: [{ id: "lab", url: lab.pageUrl }],
      ratePerSecond: requestsPerSecond,
      startAtMs,
      warmUpSeconds: 0,
      durationSeconds: durationMs / 1_000,
      requestTimeoutMs: giveUpAfterMs,
      maxInFlightPerTarget: maxInFlight,
    };
    const resident: number[] = [];
    const kept: number[] = [];
    const done = new AbortController();
    const over = AbortSignal.any([signal, done.signal]);
    const watching = Promise.all([
      every(sampleEveryMs, over, async () => resident.push(await residentMegabytes(lab.pid))),
      every(collectEveryMs, over, async () => kept.push(await keptMegabytes(lab))),
    ]);
    const underWay = Promise.all([
      generator.run(plan, () => {}, signal),
      disturb({
        control: lab.control,
        seed,
        nowMs: () => Date.now() - startAtMs,
        untilMs: durationMs - quietEndMs,
        signal,
        tell: progress,
      }),
    ]);
    const [{ samples, machine }, disturbed] = await underWay.finally(async () => {
      done.abort();
      await watching;
    });
    const load = samples.lab ?? [];
    progress(saturationOf(load, machine).message);
    const counts = await countsOf(lab);
    const after = await settledUse(lab, before, signal);
    return rowsFrom({ samples: load, disturbed, counts, before, after, resident, kept, minutes }, progress);
  } finally {
    await lab.stop();
  }
}

async function countsOf(lab: SpawnedLab): Promise<BalancerCounts> {
  const place = placeOfLab(await lab.control.snapshot());
  try {
    return (await stackStatus(place, new Date(lab.startedAt))).counts;
  } finally {
    closePlace(place);
  }
}

/** What the lab's own process has open. */
interface LabUse {
  descriptors: number;
  children: number;
}

async function useOf({ pid }: SpawnedLab): Promise<LabUse> {
  const [descriptors, children] = await Promise.all([readdir(`/proc/${pid}/fd`), childPids(pid)]);
  return { descriptors: descriptors.length, children: children.length };
}

async function every(ms: number, signal: AbortSignal, take: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await take();
    await sleep(ms, undefined, { signal }).catch(() => {});
  }
}

/** When idle connections are closed: to targets after the balancer's idle timeout, of servers to the AWS endpoint after twice that. */
async function settledUse(lab: SpawnedLab, before: LabUse, signal: AbortSignal): Promise<LabUse> {
  const endMs = Date.now() + settleMs;
  for (;;) {
    const use = await useOf(lab);
    if (Date.now() > endMs || use.descriptors <= before.descriptors + mayGrow.descriptors) {
      return use;
    }
    await sleep(sampleEveryMs, undefined, { signal });
  }
}

interface Outcome {
  samples: readonly Sample[];
  disturbed: Disturbed;
  counts: BalancerCounts;
  before: LabUse;
  after: LabUse;
  /** In MB, every {@link sampleEveryMs}. */
  resident: readonly number[];
  /** In MB, every {@link collectEveryMs}. */
  kept: readonly number[];
  minutes: number;
}

function rowsFrom(
  { samples, disturbed, counts, before, after, resident, kept, minutes }: Outcome,
  progress: BenchContext["progress"],
): BenchRow[] {
  const unexplained = unexplainedLosses(samples, disturbed.windows, disturbed.hardBuild);
  for (const { intendedMs, latencyMs, failure } of unexplained.slice(0, 10)) {
    progress(`not explained: ${failure}, sent at ${seconds(intendedMs)}, ended after ${seconds(latencyMs)}`);
  }
  const compared = comparedCounts(samples, counts);
  for (const { label, clients, cloudWatch } of compared) {
    progress(`${label}: clients ${clients}, CloudWatch ${cloudWatch}`);
  }
  const outcome = (kind: Sample["outcome"]) => samples.filter((sample) => sample.outcome === kind).length;
  const none = { text: "none", met: (count: number) => count === 0 };
  return [
    rowOf("disturbances", "times", [disturbed.disturbances]),
    rowOf("requests sent", "requests", [samples.length]),
    rowOf("personal pages", "requests", [outcome("personal")]),
    rowOf("degraded pages", "requests", [outcome("degraded")]),
    rowOf("lost, each with its reason", "requests", [outcome("failed") - unexplained.length]),
    rowOf("slowest page", "ms", [
      Math.max(...samples.map(({ outcome: kind, latencyMs }) => (kind === "failed" ? 0 : latencyMs))),
    ]),
    rowOf("lost without a reason", "requests", [unexplained.length], none),
    ...compared.map(({ label, clients, cloudWatch }) =>
      rowOf(`clients' count less CloudWatch's: ${label}`, "requests", [clients - cloudWatch], none),
    ),
    rowOf("lab: resident", "MB", resident),
    rowOf("lab: kept after a collection", "MB", kept),
    rowOf(
      "lab: kept, lowest of the last third over that of the second",
      "MB",
      // Requests that wait at a frozen target are kept too, but not for long.
      [lowestOfThird(kept, 3) - lowestOfThird(kept, 2)],
      minutes >= mayGrow.measuredFromMinutes
        ? { text: `at most ${mayGrow.megabytes}`, met: (megabytes) => megabytes <= mayGrow.megabytes }
        : undefined,
    ),
    rowOf(
      "lab: descriptors at the end over those before the load",
      "descriptors",
      [after.descriptors - before.descriptors],
      {
        text: `at most ${mayGrow.descriptors}`,
        met: (count) => count <= mayGrow.descriptors,
      },
    ),
    rowOf(
      "lab: processes at the end over those before the load",
      "processes",
      [after.children - before.children],
      {
        text: "none",
        met: (count) => count <= 0,
      },
    ),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
