import type { BenchRow } from "@soft-landing/shared/bench-journal";

export interface BenchContext {
  progress(message: string): void;
  /** Aborted by Ctrl-C. A bench ends what it started and rejects. */
  signal: AbortSignal;
  /** The duration and the seed, if the user sets them and the bench takes them. */
  minutes?: number | undefined;
  seed?: number | undefined;
}

/** One entry of the registry: a question about speed, answered side by side in one run. */
export interface Bench {
  name: string;
  title: string;
  /** The approximate number of minutes, if it takes several: such a bench runs only if it is named. */
  minutes?: number;
  /** What a user can set: the duration, or the seed. */
  takes?: readonly ("minutes" | "seed")[];
  /** Undefined if it can run here. Otherwise a sentence that says why not, printed as `skipped: …`. */
  unavailable?(): Promise<string | undefined>;
  run(context: BenchContext): Promise<BenchRow[]>;
}

/** The median. For an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) {
    throw new RangeError("There are no values to take the median of.");
  }
  return (low + high) / 2;
}

/** The lowest value of the first, second or last third. Between collections memory rises; its lowest values show what is kept. */
export function lowestOfThird(values: readonly number[], third: 1 | 2 | 3): number {
  const length = Math.ceil(values.length / 3);
  return Math.min(
    ...(third === 3 ? values.slice(-length) : values.slice((third - 1) * length, third * length)),
  );
}

/** Round by round, the ratio of the two results. */
export function ratios(values: readonly number[], to: readonly number[]): number[] {
  return values.map((value, round) => value / (to[round] ?? Number.NaN));
}

/** A row from the results of the rounds, with whether its median meets the goal. */
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
