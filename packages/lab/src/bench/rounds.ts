import type { BenchRow } from "./bench.ts";

/** The middle of the values; of an even number of them the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) {
    throw new RangeError("The median of no values was asked for.");
  }
  return (low + high) / 2;
}

/** Round by round, what the one gave over what the other gave. */
export function ratios(values: readonly number[], to: readonly number[]): number[] {
  return values.map((value, round) => value / (to[round] ?? Number.NaN));
}

/** A row from what the rounds gave, and whether its median meets the goal. */
export function rowOf(
  label: string,
  unit: string,
  values: readonly number[],
  goal?: { text: string; met(median: number): boolean },
): BenchRow {
  const middle = median(values);
  return {
    label,
    unit,
    median: middle,
    min: Math.min(...values),
    max: Math.max(...values),
    rounds: values.length,
    ...(goal === undefined ? {} : { goal: { text: goal.text, met: goal.met(middle) } }),
  };
}
