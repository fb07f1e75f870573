/** An alarm's rule in CloudWatch's terms. */
export interface AlarmRule {
  /** The end of the alarm's name. */
  name: string;
  description: string;
  metricName: string;
  /** Whether the metric belongs to the target group or to the whole load balancer. */
  scope: "loadBalancer" | "targetGroup";
  statistic?: "Sum" | "Minimum";
  extendedStatistic?: "p99";
  evaluateLowSampleCountPercentiles?: "ignore";
  comparisonOperator: "GreaterThanThreshold" | "LessThanThreshold";
  threshold: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  periodSeconds: number;
  treatMissingData: "notBreaching" | "breaching";
}

/**
 * The stack's alarms. Error counts and latencies have no data without requests, which is not an error;
 * healthy hosts without data is one (CloudWatch user guide, “Configuring how alarms treat missing data”).
 *
 * @param instanceCount How many instances should serve.
 */
export function alarmRules(instanceCount: number): AlarmRule[] {
  return [
    {
      name: "elb-5xx",
      description:
        "Clients get errors from the load balancer: servers close without an answer, or answer too late.",
      metricName: "HTTPCode_ELB_5XX_Count",
      scope: "loadBalancer",
      statistic: "Sum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      periodSeconds: 60,
      treatMissingData: "notBreaching",
    },
    {
      name: "healthy-hosts",
      description: `Fewer than ${instanceCount} servers are healthy.`,
      metricName: "HealthyHostCount",
      scope: "targetGroup",
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: instanceCount,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      periodSeconds: 60,
      treatMissingData: "breaching",
    },
    {
      name: "latency-p99",
      description: "One answer in a hundred takes longer than a second.",
      metricName: "TargetResponseTime",
      scope: "targetGroup",
      extendedStatistic: "p99",
      evaluateLowSampleCountPercentiles: "ignore",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 1,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      periodSeconds: 60,
      treatMissingData: "notBreaching",
    },
  ];
}
