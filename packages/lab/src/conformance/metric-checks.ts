import { GetMetricDataCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  loadBalancerDimension,
  targetGroupDimension,
} from "@soft-landing/experiments/place/balancer-periods";
import { Deviation, expectEqual, expectThat, refusalOf } from "../checker/check.ts";
import type { CheckContext, ConformanceCheck } from "./conformance-check.ts";
import { degrading } from "./load-balancer-checks.ts";

const namespace = "AWS/ApplicationELB";

/** CloudWatch, and the load balancer's metrics in it. These run last, because metrics take minutes on AWS. */
export const metricChecks: readonly ConformanceCheck[] = [
  {
    id: "cloudwatch.no-zeros",
    title: "A metric without data has no data points, instead of zeros.",
    async run(context) {
      expectEqual("values", await values(context, "HTTPCode_ELB_561_Count"), []);
    },
  },
  {
    id: "cloudwatch.validation",
    title: "A start after the end and a malformed ID are refused.",
    async run({ place: { aws } }) {
      const [earlier, later] = [new Date(0), new Date(60_000)];
      const call = (Id: string, StartTime: Date, EndTime: Date) =>
        refusalOf(
          "GetMetricData",
          aws.cloudWatch.send(
            new GetMetricDataCommand({
              StartTime,
              EndTime,
              MetricDataQueries: [query(Id, "RequestCount", [])],
            }),
          ),
        );
      expectEqual("start after end", (await call("m", later, earlier)).name, "ValidationException");
      expectEqual("capital id", (await call("M", earlier, later)).name, "ValidationException");
    },
  },
  {
    id: "cloudwatch.empty-replies",
    title:
      "CloudWatch counts the 502s of this run for the load balancer, at whole minutes, and none for the targets.",
    unavailable: degrading,
    async run(context) {
      const { memory: seen } = context;
      expectThat("502s that this run has seen", seen.elb502 > 0, seen.elb502);
      const counted = await context.eventually(async () => {
        const found = await values(context, "HTTPCode_ELB_502_Count");
        const sum = found.reduce((total, { value }) => total + value, 0);
        return sum >= seen.elb502 ? found : undefined;
      });
      if (!counted) {
        throw new Deviation(`CloudWatch does not show the ${seen.elb502} answers with 502`);
      }
      const offMinute = counted.filter(({ time }) => time.getTime() % 60_000 !== 0);
      expectEqual("data points that are not at a whole minute", offMinute, []);
      expectEqual("target 5XX", await values(context, "HTTPCode_Target_5XX_Count"), []);
    },
  },
  {
    id: "cloudwatch.list",
    title: "RequestCount is listed under the load balancer's dimension.",
    async run(context) {
      const Value = loadBalancerDimension(context.place.outputs.loadBalancerArn);
      const listed = await context.eventually(async () => {
        const { Metrics = [] } = await context.place.aws.cloudWatch.send(
          new ListMetricsCommand({
            Namespace: namespace,
            MetricName: "RequestCount",
            Dimensions: [{ Name: "LoadBalancer", Value }],
          }),
        );
        return Metrics.length > 0 ? Metrics : undefined;
      });
      expectThat("metrics", listed !== undefined, listed);
    },
  },
];

async function values(context: CheckContext, metric: string): Promise<{ time: Date; value: number }[]> {
  const { aws, outputs } = context.place;
  const dimensions = [{ Name: "LoadBalancer", Value: loadBalancerDimension(outputs.loadBalancerArn) }];
  if (metric.startsWith("HTTPCode_Target")) {
    dimensions.push({ Name: "TargetGroup", Value: targetGroupDimension(outputs.targetGroupArn) });
  }
  const { MetricDataResults } = await aws.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: context.memory.startedAt,
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: [query("m", metric, dimensions)],
    }),
  );
  const { Timestamps = [], Values = [] } = MetricDataResults?.[0] ?? {};
  return Timestamps.map((time, index) => ({ time, value: Values[index] ?? Number.NaN }));
}

function query(Id: string, MetricName: string, Dimensions: { Name: string; Value: string }[]) {
  return {
    Id,
    MetricStat: { Metric: { Namespace: namespace, MetricName, Dimensions }, Period: 60, Stat: "Sum" },
  };
}
