import type { Activity, GroupInstance } from "@soft-landing/aws-local/fleet/contract";
import type { TargetDescription } from "@soft-landing/aws-local/load-balancer/contract";
import { stackBuilds } from "@soft-landing/shared/builds";
import type { LabSnapshot, LabStacks } from "@soft-landing/shared/lab-api";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import { z } from "zod";
import { disturbancesInForce } from "../disturbances/registry.ts";
import type { RunningLab } from "../running/running-lab.ts";
import { buildOf } from "../stacks/deployments.ts";
import { type ServingStack, servingStack, type TargetGroupShare } from "../stacks/stack.ts";

/** The whole state of a lab as the control API shows it. */
export function labSnapshot(lab: RunningLab, stackName?: string): LabSnapshot {
  const { record, region, recorded, traffic } = lab;
  const serving = lab.serving(stackName);
  const { properties: loadBalancer, dnsName } = serving.loadBalancer;
  const group = serving.group.running.describe();
  return {
    labId: record.labId,
    pid: record.pid,
    stack: serving.stack.name,
    region: record.region,
    build: z.enum(stackBuilds).catch("custom").parse(serving.build),
    pageUrl: serving.pageUrl,
    consoleUrl: record.consoleUrl,
    awsEndpointUrl: record.awsEndpointUrl,
    startedAt: record.startedAt,
    outputs: { ...serving.outputs },
    loadBalancer: {
      name: loadBalancer.name,
      arn: loadBalancer.arn,
      dnsName,
      idleTimeoutSeconds: loadBalancer.idleTimeout,
    },
    targetGroup: describeTargetGroup(serving.targetGroup),
    otherTargetGroups: serving.otherTargetGroups.map(describeTargetGroup),
    autoScalingGroup: {
      name: group.name,
      minSize: group.minSize,
      desiredCapacity: group.desiredCapacity,
      maxSize: group.maxSize,
      availabilityZones: group.availabilityZones,
      instances: serving.groups.flatMap((managed) =>
        managed.running.describe().instances.map((instance) => describeInstance(instance, buildOf(managed))),
      ),
      activities: region.fleet.activities().map(describeActivity),
    },
    zonesDown: region.fleet.zonesDown(),
    inForce: disturbancesInForce(lab).length,
    table: describeTable(serving),
    parameter: describeParameter(serving, lab),
    faults: region.faults.list(),
    deployment: recorded?.deployments(serving.stack.name)?.current() ?? null,
    traffic: { requestsPerSecond: traffic.requestsPerSecond() },
  };
}

/** The state from the point of view of each stack that serves. */
export function stackSnapshots(lab: RunningLab): LabSnapshot[] {
  return lab.stacks
    .list()
    .filter((stack) => servingStack(stack, lab.region) !== undefined)
    .map(({ name }) => labSnapshot(lab, name));
}

/** Which lab it is, and all its stacks, even those that do not serve. */
export function labStacks({ record, region, stacks, recorded }: RunningLab): LabStacks {
  return {
    labId: record.labId,
    startedAt: record.startedAt,
    stacks: stacks.list().map((stack) => {
      const serving = servingStack(stack, region);
      return {
        project: stack.project,
        name: stack.name,
        deployedBy: stack.deployedBy,
        phase: stack.phase,
        build: serving?.build ?? null,
        pageUrl: serving?.pageUrl ?? null,
        removable: recorded?.isRemovable(stack.name) ?? false,
      };
    }),
    offers: recorded?.offers() ?? [],
    failure: recorded?.failure() ?? null,
  };
}

function describeTargetGroup({
  targetGroup: { targetGroup },
  weight,
  build,
}: TargetGroupShare): LabSnapshot["targetGroup"] {
  const { settings } = targetGroup;
  return {
    name: settings.name,
    arn: settings.arn,
    weight,
    build,
    port: settings.port,
    algorithm: settings.algorithm,
    deregistrationDelaySeconds: settings.deregistrationDelaySeconds,
    healthCheck: settings.healthCheck,
    targets: targetGroup.describeTargets().map(describeTarget),
  };
}

function describeTarget({
  target,
  health,
  anomaly,
}: TargetDescription): LabSnapshot["targetGroup"]["targets"][number] {
  return {
    id: target.id,
    port: target.port,
    availabilityZone: target.availabilityZone,
    state: health.state,
    reason: "reason" in health ? health.reason : null,
    description: "description" in health ? health.description : null,
    anomaly: anomaly.result,
  };
}

function describeInstance(
  instance: GroupInstance,
  build: string,
): LabSnapshot["autoScalingGroup"]["instances"][number] {
  return {
    id: instance.instanceId,
    availabilityZone: instance.availabilityZone,
    build,
    lifecycleState: instance.lifecycleState,
    healthStatus: instance.healthStatus,
    pid: instance.pid,
    frozen: instance.frozen,
    launchedAt: instance.launchedAt.toISOString(),
  };
}

function describeActivity(activity: Activity): LabSnapshot["autoScalingGroup"]["activities"][number] {
  return {
    id: activity.activityId,
    statusCode: activity.statusCode,
    description: activity.description,
    cause: activity.cause,
    startedAt: activity.startTime.toISOString(),
    endedAt: activity.endTime?.toISOString() ?? null,
  };
}

function describeParameter({ parameterName = "" }: ServingStack, { region }: RunningLab) {
  const stored = region.services.ssm.parameters.get(parameterName);
  return { name: parameterName, value: stored?.value ?? "", version: stored?.version ?? 0 };
}

/** The attributes of an item that the server reads, in DynamoDB JSON. */
const itemSchema = z.object({
  [recommendationTable.userName]: z.object({ S: z.string() }),
  [recommendationTable.tvShow]: z.object({ S: z.string() }),
});

/** Items of another form belong to another program, and are left out. */
function describeTable({ table }: ServingStack): LabSnapshot["table"] {
  const items = (table?.items ?? []).flatMap((item) => {
    const { data } = itemSchema.safeParse(item);
    const user = data?.[recommendationTable.userName]?.S;
    const recommendation = data?.[recommendationTable.tvShow]?.S;
    return user === undefined || recommendation === undefined ? [] : [{ user, recommendation }];
  });
  return { name: table?.name ?? "", items };
}
