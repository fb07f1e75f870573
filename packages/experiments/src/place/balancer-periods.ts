import { type CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { BalancerPeriod } from "@soft-landing/shared/journal";
import type { StackOutputs } from "@soft-landing/shared/stack-outputs";

type Code = Exclude<keyof BalancerPeriod, "second">;

const metricNames: Record<Code, string> = {
  requestCount: "RequestCount",
  elb4xx: "HTTPCode_ELB_4XX_Count",
  elb5xx: "HTTPCode_ELB_5XX_Count",
  elb502: "HTTPCode_ELB_502_Count",
  elb503: "HTTPCode_ELB_503_Count",
  elb504: "HTTPCode_ELB_504_Count",
  target2xx: "HTTPCode_Target_2XX_Count",
  target4xx: "HTTPCode_Target_4XX_Count",
  target5xx: "HTTPCode_Target_5XX_Count",
};
const codes = Object.keys(metricNames) as Code[];

/** The time range to query, in Unix seconds, and the resolution: 1 s is the lab's own extra, AWS has 60 s. */
export interface BalancerQuery {
  fromSeconds: number;
  toSeconds: number;
  periodSeconds: number;
}

/** CloudWatch's counts of a load balancer, by period. A count without data is absent. */
export async function balancerPeriods(
  cloudWatch: CloudWatchClient,
  { loadBalancerArn }: Pick<StackOutputs, "loadBalancerArn">,
  { fromSeconds, toSeconds, periodSeconds }: BalancerQuery,
): Promise<BalancerPeriod[]> {
  const start = Math.floor(fromSeconds / periodSeconds) * periodSeconds;
  const periods = new Map<number, BalancerPeriod>();
  let NextToken: string | undefined;
  do {
    const answer = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(start * 1000),
        EndTime: new Date(toSeconds * 1000),
        ScanBy: "TimestampAscending",
        NextToken,
        MetricDataQueries: codes.map((code) => ({
          Id: code.toLowerCase(),
          MetricStat: {
            Metric: {
              Namespace: "AWS/ApplicationELB",
              MetricName: metricNames[code],
              Dimensions: [{ Name: "LoadBalancer", Value: loadBalancerDimension(loadBalancerArn) }],
            },
            Period: periodSeconds,
            Stat: "Sum",
          },
        })),
      }),
    );
    for (const { Id, Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
      const code = codes.find((one) => one.toLowerCase() === Id);
      if (code === undefined) {
        continue;
      }
      for (const [index, timestamp] of Timestamps.entries()) {
        const second = Math.round(timestamp.getTime() / 1000) - fromSeconds;
        const period = periods.get(second) ?? { second };
        period[code] = Math.round(Values[index] ?? 0);
        periods.set(second, period);
      }
    }
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return [...periods.values()].toSorted((a, b) => a.second - b.second);
}

/** `arn:…:loadbalancer/app/<name>/<id>` -> `app/<name>/<id>`, the value of the dimension LoadBalancer. */
export function loadBalancerDimension(arn: string): string {
  return arn.slice(arn.indexOf("loadbalancer/") + "loadbalancer/".length);
}

/** `arn:…:targetgroup/<name>/<id>` -> `targetgroup/<name>/<id>`, the value of the dimension TargetGroup. */
export function targetGroupDimension(arn: string): string {
  return arn.slice(arn.indexOf("targetgroup/"));
}
