import { type LoadProcess, startLoadProcess } from "@soft-landing/experiments/load/load-process";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { type Bench, type BenchContext, rowOf } from "../bench.ts";
import type { ForkedProcess } from "../bench-process.ts";
import { type LoadOutcome, openLoad } from "./offered-load.ts";
import {
  orderCannedAws,
  serveArtifact,
  serverBenchUnavailable,
  startCannedAws,
  unpackedBuild,
  untilPersonal,
} from "./served-artifact.ts";

const rounds = 3;
/** The page's time budget in the error-handling build, in milliseconds. */
const budgetMs = 100;
const load = {
  requestsPerSecond: 200,
  durationMs: 8_000,
  giveUpAfterMs: 2_000,
  connections: 512,
} as const;

/** How long users of one server wait while DynamoDB accepts every call and never answers. */
export const dependencyHang: Bench = {
  name: "hang",
  title: "DynamoDB hangs: latency of the error-handling build at 200 requests/s, healthy and hanging in turn",
  unavailable: serverBenchUnavailable,
  run,
};

async function run(context: BenchContext): Promise<BenchRow[]> {
  await using aws = await startCannedAws();
  await using generator = startLoadProcess();
  await using artifact = await unpackedBuild("error-handling");
  await using served = await serveArtifact(artifact, aws.port);
  const to = { generator, url: served.url, signal: context.signal };
  await openLoad(to, { ...load, durationMs: 3_000 });
  const healthy: LoadOutcome[] = [];
  const hanging: LoadOutcome[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    context.progress(`round ${round} of ${rounds}`);
    healthy.push(await openLoad(to, load));
    hanging.push(await loadWhileHanging(aws, to));
    await untilPersonal(served.url, context.signal);
  }
  return [...rowsFrom(healthy, hanging), await basicWhileHanging(aws, generator, context)];
}

/**
 * The table starts to hang at the first request, so the time until the server notices is part of the figures.
 */
async function loadWhileHanging(
  aws: ForkedProcess,
  to: Parameters<typeof openLoad>[0],
): Promise<LoadOutcome> {
  await orderCannedAws(aws, { kind: "hang" });
  try {
    return await openLoad(to, load);
  } finally {
    await orderCannedAws(aws, { kind: "answer", latencyMs: 0 });
  }
}

function rowsFrom(healthy: LoadOutcome[], hanging: LoadOutcome[]): BenchRow[] {
  const latency = (results: LoadOutcome[], key: "p50" | "p95" | "p99" | "max") =>
    results.map((result) => result.latencyMs[key]);
  const extraP50 = latency(hanging, "p50").map(
    (p50, round) => p50 - (healthy[round]?.latencyMs.p50 ?? Number.NaN),
  );
  const lost = hanging.map((result) => result.lost + result.refused);
  return [
    rowOf("healthy: p50", "ms", latency(healthy, "p50")),
    rowOf("healthy: p95", "ms", latency(healthy, "p95")),
    rowOf("healthy: p99", "ms", latency(healthy, "p99")),
    rowOf("hanging: p50 over healthy", "ms", extraP50, { text: "at most 1", met: (ms) => ms <= 1 }),
    rowOf("hanging: p95", "ms", latency(hanging, "p95"), { text: "at most 5", met: (ms) => ms <= 5 }),
    rowOf("hanging: p99", "ms", latency(hanging, "p99"), {
      text: `at most ${budgetMs + 25} (budget ${budgetMs} + 25)`,
      met: (ms) => ms <= budgetMs + 25,
    }),
    rowOf("hanging: max", "ms", latency(hanging, "max")),
    rowOf("hanging: requests lost", "", lost, {
      text: "none",
      met: () => lost.every((count) => count === 0),
    }),
  ];
}

/** The yardstick: with the SDK's defaults, no user gets an answer. */
async function basicWhileHanging(
  aws: ForkedProcess,
  generator: LoadProcess,
  { progress, signal }: BenchContext,
): Promise<BenchRow> {
  progress("basic, for comparison");
  await using artifact = await unpackedBuild("basic");
  await using served = await serveArtifact(artifact, aws.port);
  await orderCannedAws(aws, { kind: "hang" });
  const to = { generator, url: served.url, signal };
  const { personal, degraded, lost, refused } = await openLoad(to, {
    ...load,
    requestsPerSecond: 50,
    durationMs: 2_000,
  });
  const answered = personal + degraded;
  return rowOf("basic, hanging: answered within 2 s", "%", [(100 * answered) / (answered + lost + refused)]);
}
