import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type AutoScalingGroup, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type LoadBalancer,
  type TargetGroup,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  DescribeParametersCommand,
  GetParameterCommand,
  type Parameter,
  type ParameterMetadata,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import {
  loadBalancerDimension,
  targetGroupDimension,
} from "@soft-landing/experiments/place/balancer-periods";
import type { Place } from "@soft-landing/experiments/place/place";
import type { StackBuild } from "@soft-landing/shared/builds";
import type { StackOutputs } from "@soft-landing/shared/stack-outputs";
import { repositoryRoot } from "../program/repository.ts";
import { exchange, type HttpAnswer, type RawAnswer, rawExchange } from "./http-exchange.ts";
import type { Pace } from "./pace.ts";

/** The parts of an answer that the steps of the story use. */
export interface PageAnswer {
  status: number;
  /** The Server header: the load balancer names itself in the answers that it generates. */
  server: string | undefined;
  /** The body as JSON; undefined if it is something else, such as an error page. */
  json: unknown;
}

/**
 * What checks remember for later checks of the same run. In the console, which checks steps one by one, it
 * may be empty.
 */
export interface Memory {
  /** The parameter's version before it was edited. */
  versionBefore?: number;
  /** Names of the resources that must survive the change of version. */
  keptNames?: string;
  /** The servers before the change of version. */
  instancesBefore?: string[];
  /** Health-check requests during the change of version. */
  duringChange?: { sent: number; lost: number };
  /** When the run started. */
  startedAt: Date;
  /** The 502 answers of the load balancer that conformance has seen. */
  elb502: number;
}

/**
 * A running stack as checks use it: the AWS SDK's own answers, and HTTP. In the lab, the SDK's endpoint is
 * the lab's; everything else is the same. All requests are paced.
 */
export interface World {
  readonly kind: Place["kind"];
  /** Whether a change of version means looking at another stack, next to this one. */
  readonly hasStackOfEachBuild: boolean;
  readonly memory: Memory;
  /** Read at each use, because a change of version changes the outputs, or the stack. */
  place(): Place;
  outputs(): StackOutputs;
  /** One request to the page's address on a connection of its own. */
  http(path: string, options?: { method?: string; headers?: Record<string, string> }): Promise<HttpAnswer>;
  /** The page or the health check as JSON. */
  get(path: "/" | "/healthcheck"): Promise<PageAnswer>;
  /** Sends these bytes to the load balancer and reads until it has answered (the default) or closed. */
  raw(request: string, until?: "answered" | "closed"): Promise<RawAnswer>;
  /**
   * Looks again until `look` returns something, because metrics and writes take time on AWS. Undefined when
   * time runs out.
   */
  eventually<T>(look: () => Promise<T | undefined>): Promise<T | undefined>;
  loadBalancer(): Promise<LoadBalancer | undefined>;
  targetGroup(): Promise<TargetGroup | undefined>;
  targets(): Promise<TargetHealthDescription[]>;
  group(): Promise<AutoScalingGroup | undefined>;
  parameterListing(): Promise<ParameterMetadata | undefined>;
  parameter(): Promise<Parameter | undefined>;
  /** The sum of a count since the switch was last changed; null if CloudWatch has no data. */
  countSinceEdit(metric: BalancerMetric): Promise<number | null>;
  accountId(): Promise<string | undefined>;
  /** A file of this repository; undefined if it does not exist. */
  source(path: string): Promise<string | undefined>;
  setParameter(value: string): Promise<void>;
  /**
   * If the lab deploys, the stack changes its build. Otherwise, the stack with that build is used from here
   * on.
   */
  switchBuild(build: StackBuild): Promise<void>;
}

export type BalancerMetric =
  | "HTTPCode_ELB_5XX_Count"
  | "HTTPCode_ELB_502_Count"
  | "HTTPCode_Target_5XX_Count";

/** How long, and how often, `eventually` looks again. On AWS, the metrics of a load balancer take minutes. */
const patience = {
  lab: { totalMs: 10_000, betweenMs: 100 },
  aws: { totalMs: 6 * 60_000, betweenMs: 5_000 },
} as const;
/** CloudWatch's period for the load balancer's metrics, in seconds. */
const periodSeconds = 60;

export interface WorldOptions {
  place: () => Place;
  /** Default false. */
  hasStackOfEachBuild?: boolean;
  switchBuild: World["switchBuild"];
  pace: Pace;
  signal: AbortSignal;
}

/** The world through the AWS SDK and HTTP. */
export function createWorld({
  place,
  hasStackOfEachBuild = false,
  switchBuild,
  pace,
  signal,
}: WorldOptions): World {
  const aws = () => place().aws;
  const outputs = () => place().outputs;
  const { kind } = place();
  const http: World["http"] = async (path, options = {}) => {
    await pace();
    return await exchange(new URL(path, place().pageUrl), options, signal);
  };
  return {
    kind,
    hasStackOfEachBuild,
    memory: { startedAt: new Date(), elb502: 0 },
    place,
    outputs,
    switchBuild,
    http,
    async get(path) {
      const { status, headers, body } = await http(path, { headers: { accept: "application/json" } });
      return { status, server: [headers.server].flat()[0], json: parsed(body) };
    },
    async raw(request, until = "answered") {
      await pace();
      return await rawExchange(new URL(place().pageUrl), request, until, signal);
    },
    async eventually(look) {
      const { totalMs, betweenMs } = patience[kind];
      const untilMs = Date.now() + totalMs;
      for (;;) {
        const found = await look();
        if (found !== undefined || Date.now() >= untilMs) {
          return found;
        }
        await delay(betweenMs, undefined, { signal });
      }
    },
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
    setParameter: (value) => writeSwitch(place(), value),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readSwitch({ aws, outputs }: Place): Promise<Parameter | undefined> {
  const command = new GetParameterCommand({ Name: outputs.switchParameterName });
  return (await aws.parameters.send(command)).Parameter;
}

async function writeSwitch({ aws, outputs }: Place, Value: string): Promise<void> {
  const Name = outputs.switchParameterName;
  await aws.parameters.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
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
