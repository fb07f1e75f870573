import { type Measure, measures, type Tolerance } from "@soft-landing/shared/experiment";

/** A share as a percentage. Only exactly everything is 100 %, and only exactly nothing is 0 %. */
export function formatShare(share: number): string {
  if (share === 0 || share === 1) {
    return `${share * 100} %`;
  }
  const percent = share * 100;
  if (percent >= 99.995) {
    return "> 99.99 %";
  }
  if (percent < 0.005) {
    return "< 0.01 %";
  }
  if (percent > 99 || percent < 1) {
    return `${percent.toFixed(2)} %`;
  }
  return `${percent.toFixed(1)} %`;
}

/** Milliseconds, in the unit that fits. */
export function formatMs(ms: number): string {
  if (ms >= 1000) {
    return `${(ms / 1000).toFixed(ms >= 9950 ? 1 : 2)} s`;
  }
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export function formatSeconds(seconds: number): string {
  return `${seconds > 0 && seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

export function formatMeasure(measure: Measure, value: number | null): string {
  if (value === null) {
    return "no data";
  }
  switch (measures[measure].unit) {
    case "share":
      return formatShare(value);
    case "ms":
      return formatMs(value);
    case "seconds":
      return formatSeconds(value);
    case "count":
      return formatCount(value);
  }
}

/** Bounds in words: "at most 125 ms", "exactly 100 %", "between 1 s and 2 s". */
export function formatBounds(measure: Measure, { min, max }: Pick<Tolerance, "min" | "max">): string {
  const { unit } = measures[measure];
  const format = (value: number) => formatMeasure(measure, value);
  if (unit === "share" && min === 1) {
    return "100 %";
  }
  if (max === 0) {
    return unit === "share" ? "0 %" : "none";
  }
  if (min !== undefined && max !== undefined) {
    return min === max ? `exactly ${format(min)}` : `between ${format(min)} and ${format(max)}`;
  }
  return min !== undefined ? `at least ${format(min)}` : `at most ${format(Number(max))}`;
}
