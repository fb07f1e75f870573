/**
 * The metric of degraded answers, as CloudWatch's embedded metric format in the server's log lines. On AWS it
 * arrives if the logs are sent to CloudWatch, in the lab always. A line without a degraded answer has no
 * metric.
 */
export const degradedMetric = {
  namespace: "SoftLanding",
  metricName: "DegradedAnswers",
  unit: "Count",
  /** The dimensions of every data point. The table's name distinguishes the stacks of an account. */
  dimensionNames: ["Build", "Table"],
} as const;
