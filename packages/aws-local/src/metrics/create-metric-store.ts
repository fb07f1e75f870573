import type { Clock } from "@soft-landing/shared/clock";
import type { Counter, Dimensions, Distribution } from "./metric-sink.ts";
import type { Datapoint, DatapointQuery, MetricStore } from "./metric-store.ts";
import { SecondSeries } from "./second-series.ts";
import {
  addSketch,
  addValue,
  emptySketch,
  percentileOf,
  type ValueSketch,
  valuesOf,
} from "./value-sketch.ts";

/**
 * CloudWatch keeps data points of less than a minute for three hours. The lab keeps all of its data points
 * that long.
 */
const defaultRetentionSeconds = 3 * 60 * 60;

/** What was added to a counter in one second. */
type Count = Pick<ValueSketch, "sum" | "count" | "minimum" | "maximum">;

type Series =
  | { kind: "counter"; seconds: SecondSeries<Count> }
  | { kind: "distribution"; seconds: SecondSeries<ValueSketch> };

interface Metric {
  namespace: string;
  metricName: string;
  dimensions: Dimensions;
  unit: string;
  series: Series;
  recorder: Counter & Distribution;
}

/**
 * Metrics in memory at one-second resolution; old seconds are dropped. Recording costs a clock reading, a
 * comparison and an addition, and a logarithm for a distribution.
 *
 * @throws TypeError if one metric is used both as a counter and as a distribution
 */
export function createMetricStore(options: { clock: Clock; retentionSeconds?: number }): MetricStore {
  const { clock, retentionSeconds = defaultRetentionSeconds } = options;
  const metrics = new Map<string, Metric>();

  function metricOf(
    kind: Series["kind"],
    namespace: string,
    metricName: string,
    dimensions: Dimensions,
    unit: string,
  ): Metric {
    const key = keyOf(namespace, metricName, dimensions);
    const known = metrics.get(key);
    if (known) {
      if (known.series.kind === kind) {
        return known;
      }
      throw new TypeError(`${namespace} ${metricName} is a ${known.series.kind}, not a ${kind}`);
    }
    const series = newSeries(kind, retentionSeconds);
    const metric = { namespace, metricName, dimensions, unit, series, recorder: recorderOf(series, clock) };
    metrics.set(key, metric);
    return metric;
  }

  return {
    counter: (namespace, metricName, dimensions) =>
      metricOf("counter", namespace, metricName, dimensions, "Count").recorder,
    distribution: (namespace, metricName, dimensions, unit = "Count") =>
      metricOf("distribution", namespace, metricName, dimensions, unit).recorder,
    list: () =>
      [...metrics.values()]
        .filter(({ series }) => !series.seconds.isEmpty)
        .map(({ namespace, metricName, dimensions }) => ({ namespace, metricName, dimensions })),
    datapoints(query) {
      const metric = metrics.get(keyOf(query.namespace, query.metricName, query.dimensions));
      return metric === undefined || (query.unit !== undefined && query.unit !== metric.unit)
        ? []
        : inPeriods(metric, query);
    },
  };
}

function keyOf(namespace: string, metricName: string, dimensions: Dimensions): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, metricName, pairs]);
}

function newSeries(kind: Series["kind"], retentionSeconds: number): Series {
  return kind === "counter"
    ? {
        kind,
        seconds: new SecondSeries<Count>(retentionSeconds, emptyCount),
      }
    : { kind, seconds: new SecondSeries<ValueSketch>(retentionSeconds, emptySketch) };
}

function recorderOf(series: Series, clock: Clock): Counter & Distribution {
  const nowSeconds = () => Math.floor(clock.nowMs() / 1000);
  return {
    add(count = 1) {
      if (series.kind === "counter") {
        addToCount(series.seconds.at(nowSeconds()), count);
      }
    },
    record(value) {
      if (series.kind === "distribution") {
        addValue(series.seconds.at(nowSeconds()), value);
      }
    },
  };
}

function inPeriods(
  { series, unit }: Metric,
  { startSeconds: start, endSeconds: end, periodSeconds }: DatapointQuery,
): Datapoint[] {
  const periods = new Map<number, ValueSketch>();
  const periodAt = (second: number): ValueSketch => {
    const startSeconds = start + Math.floor((second - start) / periodSeconds) * periodSeconds;
    const sketch = periods.get(startSeconds) ?? emptySketch();
    periods.set(startSeconds, sketch);
    return sketch;
  };
  if (series.kind === "counter") {
    for (const [second, count] of series.seconds.between(start, end)) {
      addCount(periodAt(second), count);
    }
  } else {
    for (const [second, sketch] of series.seconds.between(start, end)) {
      addSketch(periodAt(second), sketch);
    }
  }
  return [...periods].map(([startSeconds, sketch]) => ({
    startSeconds,
    unit,
    sum: sketch.sum,
    sampleCount: sketch.count,
    minimum: sketch.minimum,
    maximum: sketch.maximum,
    percentile: (p) => percentileOf(sketch, p),
    values: () => valuesOf(sketch),
  }));
}

const emptyCount = (): Count => ({
  sum: 0,
  count: 0,
  minimum: Number.POSITIVE_INFINITY,
  maximum: Number.NEGATIVE_INFINITY,
});

/**
 * A whole count is that many samples of 1, as the load balancer reports requests. 0 and shares are one sample
 * of their value.
 */
function addToCount(cell: Count, count: number): void {
  const isMany = count >= 1 && Number.isInteger(count);
  const value = isMany ? 1 : count;
  cell.sum += count;
  cell.count += isMany ? count : 1;
  if (value < cell.minimum) {
    cell.minimum = value;
  }
  if (value > cell.maximum) {
    cell.maximum = value;
  }
}

/** A counter's percentiles mean little, on AWS too: here every sample has its second's average. */
function addCount(into: ValueSketch, count: Count): void {
  const average = emptySketch();
  addValue(average, count.sum / count.count);
  const buckets = new Map([...average.buckets.keys()].map((bucket) => [bucket, count.count]));
  addSketch(into, { ...count, buckets, zeroCount: average.zeroCount * count.count });
}
