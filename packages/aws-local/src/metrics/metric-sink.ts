/** CloudWatch dimensions, for example `{ LoadBalancer: "app/name/0123456789abcdef" }`. */
export type Dimensions = Readonly<Record<string, string>>;

/** A counted metric such as HTTPCode_ELB_502_Count, of the unit Count. A second in which nothing is added has no data point. */
export interface Counter {
  add(count?: number): void;
}

/** A metric of which the single values matter, such as TargetResponseTime. */
export interface Distribution {
  record(value: number): void;
}

/**
 * Where stand-ins put what CloudWatch would have of them. Asking for the same name and dimensions again gives the same
 * metric; the hot path keeps the returned object.
 */
export interface MetricSink {
  counter(namespace: string, metricName: string, dimensions: Dimensions): Counter;
  /** @param unit CloudWatch's, such as `Seconds`; default Count, as numbers of hosts have it */
  distribution(namespace: string, metricName: string, dimensions: Dimensions, unit?: string): Distribution;
}
