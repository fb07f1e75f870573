/**
 * The values of one second in little memory: counts of logarithmic buckets, as in DDSketch (Masson et al.,
 * VLDB 2019). Any percentile is within 1 % of the true value. Sum, count, minimum and maximum are exact.
 */
export interface ValueSketch {
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
  /** Bucket numbers to counts. Values of zero and below are in `zeroCount`. */
  buckets: Map<number, number>;
  zeroCount: number;
}

const relativeError = 0.01;
const gamma = (1 + relativeError) / (1 - relativeError);
const inverseLogGamma = 1 / Math.log(gamma);

export function emptySketch(): ValueSketch {
  return {
    sum: 0,
    count: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    buckets: new Map(),
    zeroCount: 0,
  };
}

export function addValue(sketch: ValueSketch, value: number): void {
  sketch.sum += value;
  sketch.count += 1;
  if (value < sketch.minimum) {
    sketch.minimum = value;
  }
  if (value > sketch.maximum) {
    sketch.maximum = value;
  }
  if (value <= 0) {
    sketch.zeroCount += 1;
    return;
  }
  const bucket = Math.ceil(Math.log(value) * inverseLogGamma);
  sketch.buckets.set(bucket, (sketch.buckets.get(bucket) ?? 0) + 1);
}

export function addSketch(into: ValueSketch, from: ValueSketch): void {
  into.sum += from.sum;
  into.count += from.count;
  into.minimum = Math.min(into.minimum, from.minimum);
  into.maximum = Math.max(into.maximum, from.maximum);
  into.zeroCount += from.zeroCount;
  for (const [bucket, count] of from.buckets) {
    into.buckets.set(bucket, (into.buckets.get(bucket) ?? 0) + count);
  }
}

/** The value below or at which `p` per cent (0 to 100) of the values lie; nearest rank. */
export function percentileOf(sketch: ValueSketch, p: number): number {
  if (sketch.count === 0) {
    return Number.NaN;
  }
  if (p <= 0) {
    return sketch.minimum;
  }
  if (p >= 100) {
    return sketch.maximum;
  }
  const rank = Math.max(1, Math.ceil((p / 100) * sketch.count));
  let seen = sketch.zeroCount;
  if (seen >= rank) {
    return Math.min(0, sketch.maximum);
  }
  for (const [bucket, count] of inOrder(sketch)) {
    seen += count;
    if (seen >= rank) {
      return valueAt(bucket, sketch);
    }
  }
  return sketch.maximum;
}

/** The values in order of size, each with its frequency. Those of zero and below count as one value. */
export function valuesOf(sketch: ValueSketch): [value: number, count: number][] {
  const values = inOrder(sketch).map(([bucket, count]): [number, number] => [valueAt(bucket, sketch), count]);
  return sketch.zeroCount === 0 ? values : [[Math.min(0, sketch.maximum), sketch.zeroCount], ...values];
}

function inOrder({ buckets }: ValueSketch): [bucket: number, count: number][] {
  return [...buckets].sort(([a], [b]) => a - b);
}

function valueAt(bucket: number, { minimum, maximum }: ValueSketch): number {
  return clamp((2 * gamma ** bucket) / (gamma + 1), minimum, maximum);
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.min(Math.max(value, minimum), maximum);
}
