/** CloudWatch dimensions, for example `{ LoadBalancer: "app/name/0123456789abcdef" }`. */
export type Dimensions = Readonly<Record<string, string>>;

/**
 * A counted metric such as HTTPCode_ELB_502_Count, with the unit Count. A second without an addition has no
 * data point.
 */
export interface Counter {
  add(count?: number): void;
}

/** A metric whose single values matter, such as TargetResponseTime. */
export interface Distribution {
  record(value: number): void;
}

/**
 * Where the parts of the region record what CloudWatch would have. The same name and dimensions return the
 * same metric, so the hot path keeps the returned object.
 */
export interface MetricSink {
  counter(namespace: string, metricName: string, dimensions: Dimensions): Counter;
  /** @param unit CloudWatch's, such as `Seconds`; default Count, as numbers of hosts have it */
  distribution(namespace: string, metricName: string, dimensions: Dimensions, unit?: string): Distribution;
}
