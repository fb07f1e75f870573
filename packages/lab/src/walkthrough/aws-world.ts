import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeParametersCommand, GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import {
  loadBalancerDimension,
  targetGroupDimension,
} from "@soft-landing/experiments/place/balancer-periods";
import type { Place } from "@soft-landing/experiments/place/place";
import { repositoryRoot } from "../program/repository.ts";
import type { BalancerMetric, Memory, PageAnswer, WalkthroughWorld } from "./world.ts";

/** CloudWatch's period for these metrics, in seconds. */
const periodSeconds = 60;
const pageTimeoutMs = 10_000;
/** At most 20 requests/s: Parameter Store throttles the basic build, which reads its switch for every page, above 40. */
const awsPauseMs = 50;

/**
 * The world through the AWS SDK and HTTP.
 *
 * @param place asked for at every call, because a change of version changes outputs, and on AWS the stack
 * @param switchBuild brings the other build
 */
export function awsWorld(
  place: () => Place,
  switchBuild: WalkthroughWorld["switchBuild"],
  memory: Memory = {},
): WalkthroughWorld {
  const aws = () => place().aws;
  const outputs = () => place().outputs;
  return {
    kind: place().kind,
    memory,
    outputs,
    switchBuild,
    get: paced(place().kind === "aws" ? awsPauseMs : 0, (path) => getPage(new URL(path, place().pageUrl))),
    async loadBalancer() {
      const command = new DescribeLoadBalancersCommand({ LoadBalancerArns: [outputs().loadBalancerArn] });
      return (await aws().loadBalancing.send(command)).LoadBalancers?.[0];
    },
    async targetGroup() {
      const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [outputs().targetGroupArn] });
      return (await aws().loadBalancing.send(command)).TargetGroups?.[0];
    },
    async targets() {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: outputs().targetGroupArn });
      return (await aws().loadBalancing.send(command)).TargetHealthDescriptions ?? [];
    },
    async group() {
      const AutoScalingGroupNames = [outputs().autoScalingGroupName];
      const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames });
      return (await aws().autoScaling.send(command)).AutoScalingGroups?.[0];
    },
    async parameterListing() {
      const filter = { Key: "Name", Option: "Equals", Values: [outputs().switchParameterName] };
      const command = new DescribeParametersCommand({ ParameterFilters: [filter] });
      return (await aws().parameters.send(command)).Parameters?.[0];
    },
    parameter: () => readSwitch(place()),
    async countSinceEdit(metric) {
      const edited = (await readSwitch(place()))?.LastModifiedDate;
      return await countSince(place(), metric, edited ?? new Date(Date.now() - 300_000));
    },
    accountId: async () => (await aws().identity.send(new GetCallerIdentityCommand({}))).Account,
    source: (path) => readFile(resolve(repositoryRoot, path), "utf8").catch(() => undefined),
    async setParameter(value) {
      const Name = outputs().switchParameterName;
      await aws().parameters.send(new PutParameterCommand({ Name, Value: value, Overwrite: true }));
    },
  };
}

/** Lets calls begin no closer together than `pauseMs`. */
function paced(pauseMs: number, get: WalkthroughWorld["get"]): WalkthroughWorld["get"] {
  let nextAtMs = 0;
  return async (path) => {
    const waitMs = nextAtMs - Date.now();
    nextAtMs = Math.max(nextAtMs, Date.now()) + pauseMs;
    if (waitMs > 0) {
      await delay(waitMs);
    }
    return await get(path);
  };
}

async function getPage(url: URL): Promise<PageAnswer> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(pageTimeoutMs),
  });
  const text = await response.text();
  return { status: response.status, server: response.headers.get("server"), json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readSwitch({ aws, outputs }: Place) {
  return (await aws.parameters.send(new GetParameterCommand({ Name: outputs.switchParameterName })))
    .Parameter;
}

async function countSince(
  { aws, outputs }: Place,
  metric: BalancerMetric,
  since: Date,
): Promise<number | null> {
  const loadBalancer = { Name: "LoadBalancer", Value: loadBalancerDimension(outputs.loadBalancerArn) };
  const targetGroup = { Name: "TargetGroup", Value: targetGroupDimension(outputs.targetGroupArn) };
  const Dimensions = metric.startsWith("HTTPCode_Target") ? [loadBalancer, targetGroup] : [loadBalancer];
  const periodMs = periodSeconds * 1000;
  const { MetricDataResults } = await aws.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Math.floor(since.getTime() / periodMs) * periodMs),
      EndTime: new Date(Math.ceil((Date.now() + 1) / periodMs) * periodMs),
      MetricDataQueries: [
        {
          Id: "count",
          MetricStat: {
            Metric: { Namespace: "AWS/ApplicationELB", MetricName: metric, Dimensions },
            Period: periodSeconds,
            Stat: "Sum",
          },
        },
      ],
    }),
  );
  const values = MetricDataResults?.[0]?.Values ?? [];
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}
