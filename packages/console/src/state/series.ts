import type { Second } from "@soft-landing/shared/lab-api";

/** What a plot draws: null is a period without a data point, which stays a gap. */
export interface Series {
  /** Unix seconds of the periods' starts. */
  times: number[];
  values: (number | null)[];
}

export type Reader = (second: Second) => number | undefined;

export type Statistic = "sum" | "maximum" | "minimum" | "latest";

/**
 * Combines seconds into periods as CloudWatch does: a period in which no second has a data point has none.
 *
 * @param endSecond the window's end (exclusive), so that time goes on while the lab is silent
 */
export function seriesOf(
  seconds: readonly Second[],
  read: Reader,
  options: { statistic: Statistic; periodSeconds: number; windowSeconds: number; endSecond: number },
): Series {
  const { statistic, periodSeconds, windowSeconds } = options;
  const end = Math.ceil(options.endSecond / periodSeconds) * periodSeconds;
  const start = end - windowSeconds;
  const count = Math.ceil(windowSeconds / periodSeconds);
  const times = Array.from({ length: count }, (_, index) => start + index * periodSeconds);
  const values: (number | null)[] = times.map(() => null);
  for (const second of seconds) {
    if (second.second < start || second.second >= end) {
      continue;
    }
    const value = read(second);
    if (value === undefined) {
      continue;
    }
    const index = Math.floor((second.second - start) / periodSeconds);
    values[index] = folded(statistic, values[index] ?? null, value);
  }
  return { times, values };
}

/** The sum of the newest `windowSeconds` seconds; null if none has a data point. */
export function sumOf(seconds: readonly Second[], read: Reader, windowSeconds: number): number | null {
  const end = seconds.at(-1)?.second;
  if (end === undefined) {
    return null;
  }
  let sum: number | null = null;
  for (let index = seconds.length - 1; index >= 0; index--) {
    const second = seconds[index];
    if (second === undefined || second.second <= end - windowSeconds) {
      break;
    }
    const value = read(second);
    if (value !== undefined) {
      sum = (sum ?? 0) + value;
    }
  }
  return sum;
}

function folded(statistic: Statistic, sofar: number | null, value: number): number {
  if (sofar === null) {
    return value;
  }
  switch (statistic) {
    case "sum":
      return sofar + value;
    case "maximum":
      return Math.max(sofar, value);
    case "minimum":
      return Math.min(sofar, value);
    case "latest":
      return value;
  }
}
