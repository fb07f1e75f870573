import { setTimeout as delay } from "node:timers/promises";
import { type Action, durationSeconds, type Experiment } from "@soft-landing/shared/experiment";
import type { Round, RunEvent } from "@soft-landing/shared/journal";
import { aggregateRound } from "../judging/aggregate.ts";
import { saturationOf } from "../judging/saturation.ts";
import type { LoadProgress } from "../load/load-generator.ts";
import type { OpenLoad } from "../load/load-plan.ts";
import type { LoadProcess } from "../load/load-process.ts";
import { balancerPeriods } from "../place/balancer-periods.ts";
import type { Place } from "../place/place.ts";

/** One build under test in one round. */
export interface Subject {
  /** The build's name. */
  id: string;
  place: Place;
  /**
   * Does something to the running stack. Resolves, when it has taken effect, with the instance or zone that
   * it affects, if it affects only a part.
   */
  perform(action: Action): Promise<string | undefined>;
  /** Facts about the stack that AWS's API does not report. */
  extraSettings: Record<string, string | number | boolean>;
  stop(): Promise<void>;
}

export interface RoundOptions {
  number: number;
  experiment: Experiment;
  /** The order in which they get requests. */
  subjects: readonly Subject[];
  load: LoadProcess;
  warmUpSeconds: number;
  maxInFlightPerBuild: number;
  onProgress(progress: LoadProgress): void;
  /** Called with every action when it starts. */
  onAction(name: string): void;
  signal: AbortSignal;
}

/** Time for the plan to reach the load process. */
const leadMs = 500;
/** CloudWatch has the numbers of a minute some minutes later. */
const awsMetricsDelayMs = 180_000;

/** Load, faults and rollbacks for all builds at once, and everything that was observed. */
export async function runRound(options: RoundOptions): Promise<Round> {
  const { experiment, subjects, signal } = options;
  const plan = loadPlan(options);
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const [load, events] = await Promise.all([
    options.load.run(plan, options.onProgress, both),
    carryOut(options, plan.startAtMs, both).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  ]);
  if (subjects.some(({ place }) => place.kind === "aws")) {
    options.onAction(`load done, waiting ${awsMetricsDelayMs / 60_000} min for CloudWatch's counts`);
  }
  const columns = await Promise.all(
    subjects.map(async (subject) =>
      aggregateRound(experiment, {
        columnId: subject.id,
        samples: load.samples[subject.id] ?? [],
        events: events.get(subject.id) ?? [],
        ...(await balancerOf(subject, plan, signal)),
      }),
    ),
  );
  return {
    number: options.number,
    startedAt: new Date(plan.startAtMs).toISOString(),
    order: subjects.map(({ id }) => id),
    columns,
    saturation: saturationOf(Object.values(load.samples).flat(), load.machine),
  };
}

/** Starts on a whole second, so that the load balancer's seconds and the clients' are the same. */
function loadPlan({ experiment, subjects, warmUpSeconds, maxInFlightPerBuild }: RoundOptions): OpenLoad {
  return {
    kind: "open",
    targets: subjects.map(({ id, place }) => ({ id, url: place.pageUrl })),
    ratePerSecond: experiment.load.ratePerSecond,
    startAtMs: Math.ceil((Date.now() + leadMs) / 1000 + warmUpSeconds) * 1000,
    warmUpSeconds,
    durationSeconds: durationSeconds(experiment),
    requestTimeoutMs: experiment.load.requestTimeoutSeconds * 1000,
    maxInFlightPerTarget: maxInFlightPerBuild,
  };
}

/** Does the method's steps and the rollbacks at their times, to all builds at the same moment. */
async function carryOut(
  { experiment, subjects, onAction }: RoundOptions,
  startAtMs: number,
  signal: AbortSignal,
): Promise<Map<string, RunEvent[]>> {
  const { beforeSeconds, faultSeconds } = experiment.phases;
  const steps = [
    ...experiment.method.map((step) => ({
      ...step,
      kind: "fault" as const,
      atSeconds: beforeSeconds + step.atSeconds,
    })),
    ...experiment.rollbacks.map((step) => ({
      ...step,
      kind: "rollback" as const,
      atSeconds: beforeSeconds + faultSeconds,
    })),
  ].toSorted((a, b) => a.atSeconds - b.atSeconds);
  const events = new Map(subjects.map(({ id }): [string, RunEvent[]] => [id, []]));
  const sinceStart = () => (Date.now() - startAtMs) / 1000;
  const underWay: Promise<void>[] = [];
  for (const step of steps) {
    await delay(Math.max(0, startAtMs + step.atSeconds * 1000 - Date.now()), undefined, { signal });
    onAction(step.name);
    const begun = subjects.map(async (subject) => {
      const startedAtSeconds = sinceStart();
      const hit = await subject.perform(step.do);
      events.get(subject.id)?.push({
        name: step.name,
        kind: step.kind,
        startedAtSeconds,
        effectiveAtSeconds: sinceStart(),
        ...(hit === undefined ? {} : { subject: hit }),
      });
    });
    underWay.push(...begun);
    // Rollbacks follow one another. The method's steps keep their times, however long one takes.
    if (step.kind === "rollback") {
      await Promise.all(begun);
    }
  }
  await Promise.all(underWay);
  return events;
}

async function balancerOf({ place }: Subject, plan: OpenLoad, signal: AbortSignal) {
  const balancerPeriodSeconds = place.kind === "lab" ? 1 : 60;
  await delay(place.kind === "lab" ? 1100 : awsMetricsDelayMs, undefined, { signal });
  const balancer = await balancerPeriods(place.aws.cloudWatch, place.outputs, {
    fromSeconds: plan.startAtMs / 1000,
    toSeconds: Math.ceil(Date.now() / 1000),
    periodSeconds: balancerPeriodSeconds,
  });
  return { balancer, balancerPeriodSeconds };
}
