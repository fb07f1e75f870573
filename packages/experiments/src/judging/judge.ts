import type { Experiment, Probe } from "@soft-landing/shared/experiment";
import type { Column, ProbeResult, Round } from "@soft-landing/shared/journal";
import { observedInRounds } from "./summary.ts";

/** Compares every promise of the hypothesis with what each of its builds did, in every round. */
export function judge(
  experiment: Pick<Experiment, "steadyStateHypothesis">,
  columns: readonly Pick<Column, "id" | "build">[],
  rounds: readonly Round[],
): ProbeResult[] {
  return experiment.steadyStateHypothesis.probes.flatMap((probe) =>
    columns
      .filter(({ build }) => probe.build === "every" || probe.build === build)
      .map(({ id }) => judgeProbe(probe, id, rounds)),
  );
}

function judgeProbe(probe: Probe, columnId: string, rounds: readonly Round[]): ProbeResult {
  const observed = observedInRounds(rounds, columnId, probe.phase, probe.measure);
  const bases = probe.tolerance.relativeTo
    ? observedInRounds(rounds, columnId, probe.tolerance.relativeTo, probe.measure)
    : rounds.map(() => 0);
  const judged = observed.map((value, index) => judgeValue(probe, value, bases[index] ?? null));
  const furthest = judged.reduce((worst, one) => (one.missedBy > worst.missedBy ? one : worst));
  const heldInRounds = judged.filter(({ missedBy }) => missedBy <= 0).length;
  return {
    probe,
    columnId,
    observed,
    bounds: furthest.bounds,
    heldInRounds,
    held: heldInRounds === rounds.length,
  };
}

/**
 * `missedBy`: how far the value is outside its bounds; 0 or less inside. A missing value misses by infinity.
 */
function judgeValue(
  { tolerance }: Probe,
  value: number | null,
  base: number | null,
): { bounds: ProbeResult["bounds"]; missedBy: number } {
  const offset = base ?? 0;
  const bounds = {
    ...(tolerance.min === undefined ? {} : { min: tolerance.min + offset }),
    ...(tolerance.max === undefined ? {} : { max: tolerance.max + offset }),
  };
  if (value === null || base === null) {
    return { bounds, missedBy: Number.POSITIVE_INFINITY };
  }
  const missedBy = Math.max(
    bounds.min === undefined ? Number.NEGATIVE_INFINITY : bounds.min - value,
    bounds.max === undefined ? Number.NEGATIVE_INFINITY : value - bounds.max,
  );
  return { bounds, missedBy };
}
