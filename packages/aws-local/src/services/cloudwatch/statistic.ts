import type { Datapoint } from "../../metrics/metric-store.ts";

/** Computes one statistic of a data point; undefined if none of its values is in the statistic's range. */
export type Statistic = (datapoint: Datapoint) => number | undefined;

/**
 * The statistic of that name, or undefined (CloudWatch User Guide, “CloudWatch statistics definitions”): `Sum`, `Average`,
 * `Minimum`, `Maximum`, `SampleCount`, `p95`; of a part of the values the mean `tm`, the winsorized mean `wm`, the count `tc` and the
 * sum `ts`, as in `tm95`, `TM(5%:95%)` and `TM(0.1:2)`; `IQM`; and the percentile rank, as in `PR(:0.5)`.
 */
export function statisticNamed(name: string): Statistic | undefined {
  if (Object.hasOwn(plain, name)) {
    return plain[name];
  }
  const [, kind = "", upTo = ""] = /^(p|tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/.exec(name) ?? [];
  if (kind === "p") {
    return percentile(Number(upTo));
  }
  if (kind !== "") {
    return ofPart(kind, partOf("", `${upTo}%`));
  }
  const [, function_ = "", lower = "", upper = ""] =
    /^(TM|WM|TC|TS|PR)\((\d{1,15}(?:\.\d{1,10})?%?)?:(\d{1,15}(?:\.\d{1,10})?%?)?\)$/.exec(name) ?? [];
  return function_ === "" ? undefined : ofPart(function_.toLowerCase(), partOf(lower, upper));
}

/** True if GetMetricStatistics accepts it as an extended statistic: percentiles only. */
export function isPercentile(name: string): boolean {
  return /^p\d/.test(name) && statisticNamed(name) !== undefined;
}

const plain: Readonly<Record<string, Statistic>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, sampleCount }) => sum / sampleCount,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
  SampleCount: ({ sampleCount }) => sampleCount,
  IQM: (datapoint) => mean(inPart(datapoint, { by: "rank", lower: 0.25, upper: 0.75 })),
};

function percentile(p: number): Statistic | undefined {
  return p <= 100 ? (datapoint) => datapoint.percentile(p) : undefined;
}

/** A part of the values: by rank from 0 to 1, or by value, the lower bound exclusive and the upper inclusive. */
interface Part {
  by: "rank" | "value";
  lower: number;
  upper: number;
}

/** The bounds are both per cent or both values. One of them can be left out. */
function partOf(lower: string, upper: string): Part | undefined {
  const isShare = [lower, upper].filter((bound) => bound !== "").map((bound) => bound.endsWith("%"));
  if (isShare.length === 0 || new Set(isShare).size > 1) {
    return undefined;
  }
  const scale = isShare[0] ? 100 : 1;
  const part: Part = {
    by: isShare[0] ? "rank" : "value",
    lower: lower === "" ? (isShare[0] ? 0 : Number.NEGATIVE_INFINITY) : Number.parseFloat(lower) / scale,
    upper: upper === "" ? (isShare[0] ? 1 : Number.POSITIVE_INFINITY) : Number.parseFloat(upper) / scale,
  };
  return part.lower < part.upper && (part.by === "value" || part.upper <= 1) ? part : undefined;
}

function ofPart(kind: string, part: Part | undefined): Statistic | undefined {
  if (part === undefined) {
    return undefined;
  }
  switch (kind) {
    case "tm":
      return (datapoint) => mean(inPart(datapoint, part));
    case "tc":
      return (datapoint) => inPart(datapoint, part).count;
    case "ts":
      return (datapoint) => inPart(datapoint, part).sum;
    case "wm":
      return (datapoint) => winsorizedMean(datapoint, part);
    default:
      // A percentile rank needs a range of values.
      return part.by === "value"
        ? (datapoint) => (inPart(datapoint, part).count / datapoint.sampleCount) * 100
        : undefined;
  }
}

interface Kept {
  count: number;
  sum: number;
  /** The smallest and the largest value that is kept. */
  lowest: number;
  highest: number;
  /** How many values are below and above. */
  below: number;
  above: number;
}

/** The values of a data point that are in a part. By rank, a value at a bound is kept with its share. */
function inPart(datapoint: Datapoint, { by, lower, upper }: Part): Kept {
  const kept: Kept = { count: 0, sum: 0, lowest: Number.NaN, highest: Number.NaN, below: 0, above: 0 };
  const total = datapoint.sampleCount;
  let seen = 0;
  for (const [value, count] of datapoint.values()) {
    const share =
      by === "rank"
        ? Math.max(0, Math.min(seen + count, upper * total) - Math.max(seen, lower * total))
        : value > lower && value <= upper
          ? count
          : 0;
    if (share > 0) {
      kept.count += share;
      kept.sum += share * value;
      kept.lowest = Number.isNaN(kept.lowest) ? value : kept.lowest;
      kept.highest = value;
    }
    seen += count;
    if (by === "value") {
      kept.below += value <= lower ? count : 0;
      kept.above += value > upper ? count : 0;
    }
  }
  return by === "rank" ? { ...kept, below: lower * total, above: (1 - upper) * total } : kept;
}

function mean({ count, sum }: Kept): number | undefined {
  return count === 0 ? undefined : sum / count;
}

/** The mean in which values outside count as the nearest one inside. */
function winsorizedMean(datapoint: Datapoint, part: Part): number | undefined {
  const { count, sum, lowest, highest, below, above } = inPart(datapoint, part);
  return count === 0 ? undefined : (sum + below * lowest + above * highest) / (count + below + above);
}
