import type { Experiment, Phase } from "@soft-landing/shared/experiment";
import { durationSeconds } from "@soft-landing/shared/experiment";
import type { RunEvent } from "@soft-landing/shared/journal";

/** [from, to) in milliseconds since the first request. */
export interface Window {
  fromMs: number;
  toMs: number;
}

/**
 * Requests that were sent so shortly before a fault starts or ends that it can still affect them belong to
 * neither phase.
 */
export const edgeGuardMs = 250;

/** When a fault started and ended for one build. */
export interface FaultTimes {
  startedMs: number;
  effectiveMs: number;
  endStartedMs: number;
  endEffectiveMs: number;
}

/** Derives the time of the fault from the actions. Without a rollback, it ends with the fault phase. */
export function faultTimes(experiment: Pick<Experiment, "phases">, events: readonly RunEvent[]): FaultTimes {
  const faults = events.filter(({ kind }) => kind === "fault");
  const rollbacks = events.filter(({ kind }) => kind === "rollback");
  const plannedStart = experiment.phases.beforeSeconds;
  const plannedEnd = plannedStart + experiment.phases.faultSeconds;
  const least = (values: number[], otherwise: number) =>
    values.length === 0 ? otherwise : Math.min(...values);
  const first = faults.toSorted((a, b) => a.startedAtSeconds - b.startedAtSeconds)[0];
  return {
    startedMs: (first?.startedAtSeconds ?? plannedStart) * 1000,
    effectiveMs: (first?.effectiveAtSeconds ?? plannedStart) * 1000,
    endStartedMs:
      1000 *
      least(
        rollbacks.map(({ startedAtSeconds }) => startedAtSeconds),
        plannedEnd,
      ),
    endEffectiveMs:
      1000 * Math.max(plannedEnd, ...rollbacks.map(({ effectiveAtSeconds }) => effectiveAtSeconds)),
  };
}

/**
 * Which requests count for which phase, by intended time. With a fault settling time of 0, `during` starts
 * when the fault is requested, not when it has taken effect.
 */
export function phaseWindows(
  experiment: Pick<Experiment, "phases" | "settle">,
  times: FaultTimes,
): Record<Phase, Window> {
  const endMs = durationSeconds(experiment) * 1000;
  const { faultSeconds, recoverySeconds } = experiment.settle;
  const window = (fromMs: number, toMs: number) => {
    const from = Math.min(endMs, Math.max(0, fromMs));
    return { fromMs: from, toMs: Math.min(endMs, Math.max(from, toMs)) };
  };
  return {
    before: window(0, times.startedMs - edgeGuardMs),
    during: window(
      faultSeconds === 0 ? times.startedMs : times.effectiveMs + faultSeconds * 1000,
      times.endStartedMs - edgeGuardMs,
    ),
    after: window(times.endEffectiveMs + recoverySeconds * 1000, endMs),
    whole: window(0, endMs),
  };
}
