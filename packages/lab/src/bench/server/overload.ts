import { setTimeout as sleep } from "node:timers/promises";
import { type LoadProcess, startLoadProcess } from "@soft-landing/experiments/load/load-process";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { type Bench, type BenchContext, median, rowOf } from "../bench.ts";
import { residentMegabytes } from "../bench-process.ts";
import { type LoadOutcome, openLoad } from "./offered-load.ts";
import {
  orderCannedAws,
  type ServedArtifact,
  serveArtifact,
  serverBenchUnavailable,
  startCannedAws,
  unpackedBuild,
} from "./served-artifact.ts";

const rounds = 3;
/**
 * 32 calls at once (the bulkhead) of 50 ms each: 640 personal pages a second, which leaves both cores room
 * for the rest.
 */
const dependencyMs = 50;
const capacity = 640;
const loadMs = 6_000;
const recoveryWindowMs = 250;

/** What is left of the service when there are three times as many requests as it can serve. */
export const overload: Bench = {
  name: "overload",
  title: `Overload: the error-handling build at up to three times its capacity (${capacity}/s: 32 calls of ${dependencyMs} ms)`,
  unavailable: serverBenchUnavailable,
  run,
};

interface Round {
  goodput: Record<"half" | "full" | "triple", number>;
  atTriple: LoadOutcome;
  memoryGrowthPercent: number;
  residentMegabytes: number;
  recoveryMs: number;
}

async function run({ progress, signal }: BenchContext): Promise<BenchRow[]> {
  await using aws = await startCannedAws();
  await using generator = startLoadProcess();
  await using artifact = await unpackedBuild("error-handling");
  await using served = await serveArtifact(artifact, aws.port);
  await orderCannedAws(aws, { kind: "answer", latencyMs: dependencyMs });
  await offer(generator, served, 0.5, 3_000, signal);
  const results: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    results.push(await oneRound(generator, served, signal));
  }
  return rowsFrom(results);
}

async function oneRound(generator: LoadProcess, served: ServedArtifact, signal: AbortSignal): Promise<Round> {
  const half = await offer(generator, served, 0.5, loadMs, signal);
  const full = await offer(generator, served, 1, loadMs, signal);
  const memory = watchMemory(served.pid);
  const atTriple = await offer(generator, served, 3, loadMs, signal);
  const samples = await memory.stop();
  const recoveryMs = await timeToRecover(generator, served, signal);
  const third = Math.floor(samples.length / 3);
  const [middle, last] = [median(samples.slice(third, 2 * third)), median(samples.slice(-third))];
  return {
    goodput: { half: goodputOf(half), full: goodputOf(full), triple: goodputOf(atTriple) },
    atTriple,
    memoryGrowthPercent: 100 * (last / middle - 1),
    residentMegabytes: Math.max(...samples),
    recoveryMs,
  };
}

function offer(
  generator: LoadProcess,
  { url }: ServedArtifact,
  times: number,
  durationMs: number,
  signal: AbortSignal,
): Promise<LoadOutcome> {
  const to = { generator, url, signal };
  const requestsPerSecond = capacity * times;
  return openLoad(to, { requestsPerSecond, durationMs, giveUpAfterMs: 2_000, connections: 4_096 });
}

/** Personal pages per second. */
function goodputOf({ personal, elapsedMs }: LoadOutcome): number {
  return (personal * 1_000) / elapsedMs;
}

/**
 * From the end of the overload to the first quarter of a second with only personal pages, at half the
 * capacity.
 */
async function timeToRecover(
  generator: LoadProcess,
  served: ServedArtifact,
  signal: AbortSignal,
): Promise<number> {
  const startMs = performance.now();
  while (performance.now() - startMs < 10_000) {
    const windowStartMs = performance.now();
    const { degraded, refused, lost } = await offer(generator, served, 0.5, recoveryWindowMs, signal);
    if (degraded + refused + lost === 0) {
      return windowStartMs - startMs;
    }
  }
  return Number.POSITIVE_INFINITY;
}

function watchMemory(pid: number) {
  const samples: number[] = [];
  const stopped = new AbortController();
  const sampling = (async () => {
    while (!stopped.signal.aborted) {
      samples.push(await residentMegabytes(pid));
      await sleep(200);
    }
  })();
  return {
    async stop(): Promise<number[]> {
      stopped.abort();
      await sampling;
      return samples;
    },
  };
}

function rowsFrom(results: Round[]): BenchRow[] {
  const kept = results.map(
    ({ goodput }) => (100 * goodput.triple) / Math.max(goodput.half, goodput.full, goodput.triple),
  );
  const each = (pick: (round: Round) => number) => results.map(pick);
  return [
    rowOf(
      "goodput at half the capacity",
      "personal/s",
      each((round) => round.goodput.half),
    ),
    rowOf(
      "goodput at capacity",
      "personal/s",
      each((round) => round.goodput.full),
    ),
    rowOf(
      "goodput at three times",
      "personal/s",
      each((round) => round.goodput.triple),
    ),
    rowOf("goodput at three times / its peak", "%", kept, {
      text: "at least 80",
      met: (share) => share >= 80,
    }),
    rowOf(
      "three times: p99 of all answers",
      "ms",
      each((round) => round.atTriple.latencyMs.p99),
    ),
    rowOf(
      "three times: lost or refused",
      "requests",
      each((round) => round.atTriple.lost + round.atTriple.refused),
    ),
    rowOf(
      "three times: resident at most",
      "MB",
      each((round) => round.residentMegabytes),
    ),
    rowOf(
      "three times: growth of memory, last third over middle",
      "%",
      each((round) => round.memoryGrowthPercent),
      {
        text: "at most 10: bounded",
        met: (percent) => percent <= 10,
      },
    ),
    rowOf(
      "recovery after it",
      "ms",
      each((round) => round.recoveryMs),
      { text: "within 2000", met: (ms) => ms <= 2_000 },
    ),
  ];
}
