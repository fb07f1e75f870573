import type { Dimensions, MetricSink } from "./metric-sink.ts";

/** The statistics of one metric over one period. */
export interface Datapoint {
  /** Unix time of the period's start, in seconds. */
  startSeconds: number;
  sum: number;
  sampleCount: number;
  minimum: number;
  maximum: number;
  /** The value at a percentile from 0 to 100. */
  percentile(p: number): number;
}

/** What stand-ins have recorded, at one-second resolution, and asked for in any longer period. */
export interface MetricStore extends MetricSink {
  /** All metrics that have ever had a data point. */
  list(): { namespace: string; metricName: string; dimensions: Dimensions }[];
  /** Data points from `startSeconds` (inclusive) to `endSeconds` (exclusive) in periods of `periodSeconds`; periods without a record are absent. */
  datapoints(query: {
    namespace: string;
    metricName: string;
    dimensions: Dimensions;
    startSeconds: number;
    endSeconds: number;
    periodSeconds: number;
  }): Datapoint[];
}
