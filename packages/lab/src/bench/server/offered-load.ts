import { latencyHistogram, recordLatency } from "@soft-landing/experiments/judging/latency-histogram";
import type { LoadPlan } from "@soft-landing/experiments/load/load-plan";
import type { LoadProcess } from "@soft-landing/experiments/load/load-process";
import type { Sample } from "@soft-landing/experiments/load/sample";

/**
 * The outcome of a load. Latencies are milliseconds from the time when a request was due, so a late start
 * counts as waiting.
 */
export interface LoadOutcome {
  elapsedMs: number;
  personal: number;
  degraded: number;
  /** 503, the server's own refusal. */
  refused: number;
  /** Any other answer, no answer, or a broken connection. */
  lost: number;
  latencyMs: { p50: number; p95: number; p99: number; max: number };
}

interface LoadOptions {
  generator: LoadProcess;
  url: string;
  signal: AbortSignal;
}

/** HTML, as browsers ask for it. */
const accept = "text/html";
const id = "server";
/** Time for a plan to reach the generator. */
const leadMs = 20;

/** A closed load: each of these clients sends its next request as soon as it has an answer. */
export async function closedLoad(
  { generator, url, signal }: LoadOptions,
  clients: number,
  until: { seconds: number } | { requests: number },
): Promise<LoadOutcome> {
  const requestTimeoutMs = 300_000;
  return await carriedOut(
    generator,
    { kind: "closed", target: { id, url }, clients, until, requestTimeoutMs, accept },
    signal,
  );
}

export interface OpenLoadSettings {
  requestsPerSecond: number;
  durationMs: number;
  /** A request not answered by then counts as lost. */
  giveUpAfterMs: number;
  connections: number;
}

/** An open load: at a constant rate, whatever the answers are. */
export async function openLoad(
  { generator, url, signal }: LoadOptions,
  { requestsPerSecond, durationMs, giveUpAfterMs, connections }: OpenLoadSettings,
): Promise<LoadOutcome> {
  const plan: LoadPlan = {
    kind: "open",
    targets: [{ id, url }],
    ratePerSecond: requestsPerSecond,
    startAtMs: Date.now() + leadMs,
    warmUpSeconds: 0,
    durationSeconds: durationMs / 1000,
    requestTimeoutMs: giveUpAfterMs,
    maxInFlightPerTarget: connections,
  };
  return await carriedOut(generator, plan, signal);
}

async function carriedOut(generator: LoadProcess, plan: LoadPlan, signal: AbortSignal): Promise<LoadOutcome> {
  const { samples } = await generator.run(plan, () => {}, signal);
  return outcomeOf(samples[id] ?? []);
}

function outcomeOf(samples: readonly Sample[]): LoadOutcome {
  const latencies = latencyHistogram();
  const outcome = { elapsedMs: 0, personal: 0, degraded: 0, refused: 0, lost: 0 };
  for (const sample of samples) {
    recordLatency(latencies, sample.latencyMs);
    outcome[kindOf(sample)] += 1;
    outcome.elapsedMs = Math.max(outcome.elapsedMs, sample.intendedMs + sample.latencyMs);
  }
  const percentile = (p: number) => latencies.getValueAtPercentile(p) / 1_000;
  return {
    ...outcome,
    latencyMs: { p50: percentile(50), p95: percentile(95), p99: percentile(99), max: percentile(100) },
  };
}

function kindOf({ outcome, failure }: Sample): "personal" | "degraded" | "refused" | "lost" {
  if (outcome !== "failed") {
    return outcome;
  }
  return failure === "HTTP 503" ? "refused" : "lost";
}
