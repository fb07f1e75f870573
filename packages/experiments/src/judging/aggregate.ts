import { durationSeconds, type Experiment, type Phase, phases } from "@soft-landing/shared/experiment";
import type {
  BalancerPeriod,
  ClientSecond,
  ColumnRound,
  Figures,
  PhaseResult,
  RunEvent,
} from "@soft-landing/shared/journal";
import type { Outcome, Sample } from "../load/sample.ts";
import { encodeHistogram, latencyHistogram, latencyOf, recordLatency } from "./latency-histogram.ts";
import { type FaultTimes, faultTimes, phaseWindows, type Window } from "./phase-windows.ts";

/** The measurements of one build in one round, before anything is derived from them. */
export interface Measured {
  columnId: string;
  samples: readonly Sample[];
  balancer: readonly BalancerPeriod[];
  balancerPeriodSeconds: number;
  events: readonly RunEvent[];
}

/** Computes everything that the journal has about one build in one round. */
export function aggregateRound(experiment: Experiment, measured: Measured): ColumnRound {
  const times = faultTimes(experiment, measured.events);
  const windows = phaseWindows(experiment, times);
  return {
    columnId: measured.columnId,
    seconds: clientSeconds(measured.samples, Math.ceil(durationSeconds(experiment))),
    balancer: [...measured.balancer],
    balancerPeriodSeconds: measured.balancerPeriodSeconds,
    events: [...measured.events],
    phases: Object.fromEntries(
      phases.map((phase) => [phase, phaseResult(phase, windows[phase], times, measured)]),
    ) as Record<Phase, PhaseResult>,
  };
}

/** One entry per second, also for seconds in which nothing was sent. */
export function clientSeconds(samples: readonly Sample[], seconds: number): ClientSecond[] {
  const bySecond = Map.groupBy(samples, ({ intendedMs }) => Math.floor(intendedMs / 1000));
  return Array.from({ length: seconds }, (_, second) => {
    const of = bySecond.get(second) ?? [];
    return { second, ...outcomeCounts(of), latency: latencyOf(histogramOf(of)) };
  });
}

export function outcomeCounts(samples: readonly Sample[]): Record<Outcome, number> {
  const counts = { personal: 0, degraded: 0, failed: 0 };
  for (const { outcome } of samples) {
    counts[outcome]++;
  }
  return counts;
}

/** A build counts as recovered from the first request that starts such a time with only personal answers. */
const steadyMs = 1000;

/** Seconds from the end of a fault until a build has recovered; null if it does not before the load ends. */
export function recoverySeconds(samples: readonly Sample[], clearedMs: number): number | null {
  let steadySinceMs: number | undefined;
  for (const { intendedMs, outcome } of samples) {
    if (intendedMs < clearedMs) {
      continue;
    }
    steadySinceMs ??= intendedMs;
    if (intendedMs - steadySinceMs >= steadyMs) {
      return (steadySinceMs - clearedMs) / 1000;
    }
    if (outcome !== "personal") {
      steadySinceMs = undefined;
    }
  }
  return null;
}

/** Seconds from the start of a fault to the last request that failed; 0 if none did. */
export function impactSeconds(samples: readonly Sample[], startedMs: number): number {
  const last = samples.findLast(({ outcome }) => outcome === "failed");
  return last === undefined ? 0 : Math.max(0, (last.intendedMs - startedMs) / 1000);
}

function phaseResult(phase: Phase, window: Window, times: FaultTimes, measured: Measured): PhaseResult {
  const samples = measured.samples.filter(
    ({ intendedMs }) => intendedMs >= window.fromMs && intendedMs < window.toMs,
  );
  const histogram = histogramOf(samples);
  return {
    fromSeconds: window.fromMs / 1000,
    toSeconds: window.toMs / 1000,
    figures: {
      ...answerFigures(samples),
      ...(latencyOf(histogram) ?? { p50Ms: null, p975Ms: null, p99Ms: null, maxMs: null }),
      ...balancerFigures(measured, phase === "whole" ? undefined : window),
      impactSeconds: impactSeconds(measured.samples, times.startedMs),
      recoverySeconds: recoverySeconds(measured.samples, times.endEffectiveMs),
    },
    histogram: encodeHistogram(histogram),
    failures: failureCounts(samples),
  };
}

type AnswerMeasure =
  | "availability"
  | "personalShare"
  | "degradedShare"
  | "failedShare"
  | "badGatewayShareOfFailures"
  | "requests"
  | "failed";

function answerFigures(samples: readonly Sample[]): Pick<Figures, AnswerMeasure> {
  const { personal, degraded, failed } = outcomeCounts(samples);
  const badGateways = failureCounts(samples)["HTTP 502"] ?? 0;
  const share = (part: number, of: number) => (of === 0 ? null : part / of);
  return {
    availability: share(personal + degraded, samples.length),
    personalShare: share(personal, samples.length),
    degradedShare: share(degraded, samples.length),
    failedShare: share(failed, samples.length),
    badGatewayShareOfFailures: share(badGateways, failed),
    requests: samples.length,
    failed,
  };
}

const balancerMeasures = ["elb5xx", "elb502", "elb503", "elb504", "target2xx", "target5xx"] as const;

/**
 * Counts of the periods that are completely inside the window; null if there are none. A missing count is
 * zero, as in CloudWatch.
 */
function balancerFigures(
  { balancer, balancerPeriodSeconds }: Measured,
  window: Window | undefined,
): Pick<Figures, (typeof balancerMeasures)[number]> {
  const fits =
    window === undefined || Math.ceil(window.fromMs / 1000) + balancerPeriodSeconds <= window.toMs / 1000;
  const inside = balancer.filter(
    ({ second }) =>
      window === undefined ||
      (second * 1000 >= window.fromMs && (second + balancerPeriodSeconds) * 1000 <= window.toMs),
  );
  const count = (measure: (typeof balancerMeasures)[number]) =>
    fits ? inside.reduce((sum, period) => sum + (period[measure] ?? 0), 0) : null;
  return Object.fromEntries(balancerMeasures.map((measure) => [measure, count(measure)])) as Pick<
    Figures,
    (typeof balancerMeasures)[number]
  >;
}

function histogramOf(samples: readonly Sample[]) {
  const histogram = latencyHistogram();
  for (const { latencyMs } of samples) {
    recordLatency(histogram, latencyMs);
  }
  return histogram;
}

function failureCounts(samples: readonly Sample[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { failure } of samples) {
    if (failure !== null) {
      counts[failure] = (counts[failure] ?? 0) + 1;
    }
  }
  return counts;
}
