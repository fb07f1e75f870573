import { durationSeconds, type Experiment } from "@soft-landing/shared/experiment";
import type { BalancerPeriod, RunEvent } from "@soft-landing/shared/journal";
import type { Measured } from "../../src/judging/aggregate.ts";
import type { Outcome, Sample } from "../../src/load/sample.ts";

/** How a made-up build answers at a moment, in milliseconds since the load's start. */
export type Behaviour = (
  atMs: number,
  random: () => number,
) => { outcome: Outcome; failure?: string; latencyMs: number };

/** A made-up run, the same at every call: measuring code and reports are tested on it. Never shown as a result. */
export function syntheticRun(
  experiment: Experiment,
  columnId: string,
  behaviour: Behaviour,
  options: { seed: number; ratePerSecond?: number; events?: RunEvent[] } = { seed: 1 },
): Measured {
  const random = randomNumbers(options.seed);
  const rate = options.ratePerSecond ?? 100;
  const samples: Sample[] = Array.from({ length: rate * durationSeconds(experiment) }, (_, index) => {
    const intendedMs = (index * 1000) / rate;
    const { outcome, failure, latencyMs } = behaviour(intendedMs, random);
    return { intendedMs, lagMs: random(), latencyMs, outcome, failure: failure ?? null };
  });
  return {
    columnId,
    samples,
    balancer: balancerOf(samples),
    balancerPeriodSeconds: 1,
    events: options.events ?? plannedEvents(experiment),
  };
}

/** The events as they would be if every action took 20 ms. */
export function plannedEvents(experiment: Experiment): RunEvent[] {
  const { beforeSeconds, faultSeconds } = experiment.phases;
  const event = (kind: RunEvent["kind"], name: string, startedAtSeconds: number): RunEvent => ({
    kind,
    name,
    startedAtSeconds,
    effectiveAtSeconds: startedAtSeconds + 0.02,
  });
  return [
    ...experiment.method.map(({ name, atSeconds }) => event("fault", name, beforeSeconds + atSeconds)),
    ...experiment.rollbacks.map(({ name }) => event("rollback", name, beforeSeconds + faultSeconds)),
  ];
}

/** Healthy outside of the fault, and as told inside of it. */
export function whileFaulty(experiment: Experiment, faulty: Behaviour): Behaviour {
  const startMs = experiment.phases.beforeSeconds * 1000 + 20;
  const endMs = (experiment.phases.beforeSeconds + experiment.phases.faultSeconds) * 1000 + 20;
  return (atMs, random) =>
    atMs >= startMs && atMs < endMs
      ? faulty(atMs, random)
      : { outcome: "personal", latencyMs: 3 + 4 * random() ** 4 };
}

function balancerOf(samples: readonly Sample[]): BalancerPeriod[] {
  const periods = new Map<number, BalancerPeriod>();
  const increase = (period: BalancerPeriod, key: Exclude<keyof BalancerPeriod, "second">) => {
    period[key] = (period[key] ?? 0) + 1;
  };
  for (const { intendedMs, latencyMs, outcome, failure } of samples) {
    const second = Math.floor((intendedMs + latencyMs) / 1000);
    const period = periods.get(second) ?? { second };
    periods.set(second, period);
    increase(period, "requestCount");
    if (outcome !== "failed") {
      increase(period, "target2xx");
    } else if (failure === "HTTP 502") {
      increase(period, "elb5xx");
      increase(period, "elb502");
    } else {
      increase(period, "elb4xx");
    }
  }
  return [...periods.values()].toSorted((a, b) => a.second - b.second);
}

/** Mulberry32: small, seeded, good enough for made-up noise. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
