import { type Measure, measureNames, type Phase, phases } from "@soft-landing/shared/experiment";
import type { Journal, Round, Spread } from "@soft-landing/shared/journal";

/** Median and range of each measure over the rounds, for each build and phase. */
export function summarise(rounds: readonly Round[]): Journal["summary"] {
  const columnIds = new Set(rounds.flatMap(({ columns }) => columns.map(({ columnId }) => columnId)));
  return Object.fromEntries(
    [...columnIds].map((id) => [
      id,
      Object.fromEntries(phases.map((phase) => [phase, phaseSummary(rounds, id, phase)])) as Record<
        Phase,
        Partial<Record<Measure, Spread>>
      >,
    ]),
  );
}

/** One value per round; null if the round has none. */
export function observedInRounds(
  rounds: readonly Round[],
  columnId: string,
  phase: Phase,
  measure: Measure,
): (number | null)[] {
  return rounds.map(
    ({ columns }) => columns.find((one) => one.columnId === columnId)?.phases[phase].figures[measure] ?? null,
  );
}

/** @throws RangeError if there are no values. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) {
    throw new RangeError("There are no values to take the median of.");
  }
  const sorted = values.toSorted((a, b) => a - b);
  const at = (position: number) => Number(sorted.at(position));
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, min: at(0), max: at(-1) };
}

function phaseSummary(
  rounds: readonly Round[],
  columnId: string,
  phase: Phase,
): Partial<Record<Measure, Spread>> {
  const summary: Partial<Record<Measure, Spread>> = {};
  for (const measure of measureNames) {
    const values = observedInRounds(rounds, columnId, phase, measure).filter((value) => value !== null);
    if (values.length > 0) {
      summary[measure] = spreadOf(values);
    }
  }
  return summary;
}
