import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { BalancerPeriod } from "@soft-landing/shared/journal";
import { balancerPeriods } from "./balancer-periods.ts";
import type { Place } from "./place.ts";

/** The load balancer's counts over a time range. A count without data in CloudWatch is absent. */
export type BalancerCounts = Omit<BalancerPeriod, "second">;

interface TargetStatus {
  id: string;
  state: string;
  reason: string | null;
  description: string | null;
}

/** A running stack at a glance, from AWS's own calls, so that it is the same in the lab and on AWS. */
export interface StackStatus {
  stack: string;
  region: string;
  build: string;
  pageUrl: string;
  parameter: { name: string; value: string; version: number };
  /** The group knows the zone; null for a target that is no longer in it. */
  targets: (TargetStatus & { availabilityZone: string | null })[];
  autoScalingGroup: {
    name: string;
    desiredCapacity: number;
    instances: { id: string; availabilityZone: string; lifecycleState: string; healthStatus: string }[];
  };
  counts: BalancerCounts;
}

/** @param since the start of the time range for the load balancer's counts */
export async function stackStatus(place: Place, since: Date): Promise<StackStatus> {
  const [targets, autoScalingGroup, parameter, counts] = await Promise.all([
    readTargets(place),
    readGroup(place),
    readParameter(place),
    readCounts(place, since),
  ]);
  const { stack, region, pageUrl, outputs } = place;
  const zones = new Map(autoScalingGroup.instances.map(({ id, availabilityZone }) => [id, availabilityZone]));
  return {
    stack,
    region,
    build: outputs.build,
    pageUrl,
    parameter,
    targets: targets.map((target) => ({ ...target, availabilityZone: zones.get(target.id) ?? null })),
    autoScalingGroup,
    counts,
  };
}

async function readTargets({ aws, outputs }: Place): Promise<TargetStatus[]> {
  const { TargetHealthDescriptions = [] } = await aws.loadBalancing.send(
    new DescribeTargetHealthCommand({ TargetGroupArn: outputs.targetGroupArn }),
  );
  return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
    id: Target?.Id ?? "",
    state: TargetHealth?.State ?? "",
    reason: TargetHealth?.Reason ?? null,
    description: TargetHealth?.Description ?? null,
  }));
}

async function readGroup({ aws, outputs }: Place): Promise<StackStatus["autoScalingGroup"]> {
  const name = outputs.autoScalingGroupName;
  const { AutoScalingGroups = [] } = await aws.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  const group = AutoScalingGroups[0];
  return {
    name,
    desiredCapacity: group?.DesiredCapacity ?? 0,
    instances: (group?.Instances ?? []).map((instance) => ({
      id: instance.InstanceId ?? "",
      availabilityZone: instance.AvailabilityZone ?? "",
      lifecycleState: instance.LifecycleState ?? "",
      healthStatus: instance.HealthStatus ?? "",
    })),
  };
}

async function readParameter({ aws, outputs }: Place): Promise<StackStatus["parameter"]> {
  const name = outputs.switchParameterName;
  const { Parameter } = await aws.parameters.send(new GetParameterCommand({ Name: name }));
  return { name, value: Parameter?.Value ?? "", version: Parameter?.Version ?? 0 };
}

async function readCounts({ aws, outputs }: Place, since: Date): Promise<BalancerCounts> {
  const periodSeconds = 60;
  const periods = await balancerPeriods(aws.cloudWatch, outputs, {
    fromSeconds: Math.floor(since.getTime() / 1_000),
    toSeconds: Math.ceil(Date.now() / 1_000 / periodSeconds) * periodSeconds,
    periodSeconds,
  });
  const counts: BalancerCounts = {};
  for (const { second: _, ...period } of periods) {
    for (const [name, count] of Object.entries(period) as [keyof BalancerCounts, number][]) {
      counts[name] = (counts[name] ?? 0) + count;
    }
  }
  return counts;
}
