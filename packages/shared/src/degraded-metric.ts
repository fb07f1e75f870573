/**
 * The metric that the server counts degraded answers in, as CloudWatch's embedded metric format on its log lines: on AWS it
 * arrives where the logs are shipped, in the lab always. A line without a degraded answer carries no metric.
 */
export const degradedMetric = {
  namespace: "SoftLanding",
  metricName: "DegradedAnswers",
  unit: "Count",
  /** The dimensions of every data point. The table's name tells stacks in one account apart. */
  dimensionNames: ["Build", "Table"],
} as const;
