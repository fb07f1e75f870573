import type { Dimensions, MetricSink } from "./metric-sink.ts";

/** The statistics of one metric over one period. */
export interface Datapoint {
  /** Unix time of the period's start, in seconds. */
  startSeconds: number;
  /** The metric's unit, in CloudWatch's words. */
  unit: string;
  sum: number;
  sampleCount: number;
  minimum: number;
  maximum: number;
  /** The value at a percentile from 0 to 100. */
  percentile(p: number): number;
  /**
   * The measured values in order of size, each with its frequency. Values of a distribution are within 1 % of
   * the true ones.
   */
  values(): readonly [value: number, count: number][];
}

export interface DatapointQuery {
  namespace: string;
  metricName: string;
  dimensions: Dimensions;
  /** Only of a metric of this unit. */
  unit?: string | undefined;
  startSeconds: number;
  endSeconds: number;
  periodSeconds: number;
}

/** The recorded metrics, at one-second resolution, which can be queried in any longer period. */
export interface MetricStore extends MetricSink {
  /** All metrics that have ever had a data point. */
  list(): { namespace: string; metricName: string; dimensions: Dimensions }[];
  /**
   * Data points from `startSeconds` (inclusive) to `endSeconds` (exclusive) in periods of `periodSeconds`,
   * the first of which begins at the start. Periods without a record are absent.
   */
  datapoints(query: DatapointQuery): Datapoint[];
}
