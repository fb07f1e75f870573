import type { BenchRow } from "@soft-landing/shared/bench-journal";

export interface BenchContext {
  progress(message: string): void;
  /** Aborted by Ctrl-C; a bench ends what it started and rejects. */
  signal: AbortSignal;
  /** How long it takes, and the seed of its chance, where a person sets them and the bench takes them. */
  minutes?: number | undefined;
  seed?: number | undefined;
}

/** One entry of the registry: a question about speed, answered side by side in one run. */
export interface Bench {
  name: string;
  title: string;
  /** About how many minutes it takes, where that is several: such a bench runs only when it is asked for by name. */
  minutes?: number;
  /** What a person may set: how long it takes, the seed of its chance. */
  takes?: readonly ("minutes" | "seed")[];
  /** Undefined: can run here; otherwise a sentence why not, printed as `skipped: …`. */
  unavailable?(): Promise<string | undefined>;
  run(context: BenchContext): Promise<BenchRow[]>;
}

/** The middle of the values; of an even number of them the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) {
    throw new RangeError("There are no values to take the median of.");
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
