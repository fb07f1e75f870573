import type { Activity, GroupInstance } from "@soft-landing/aws-local/fleet/contract";
import type { TargetDescription } from "@soft-landing/aws-local/load-balancer/contract";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import type { RunningLab } from "../realise/running-lab.ts";

/** The whole state of a lab as the control API shows it. */
export function labSnapshot(lab: RunningLab): LabSnapshot {
  const { record, deployments, fleet, targetGroup, awsEndpoint, traffic } = lab;
  const { plan, group } = deployments.serving();
  const { name, arn, port, algorithm, deregistrationDelaySeconds, healthCheck } = plan.targetGroup;
  const serving = group.describe();
  const groups = fleet.groups().map((running) => running.describe());
  return {
    labId: record.labId,
    pid: record.pid,
    stack: record.stack,
    region: record.region,
    build: plan.build,
    pageUrl: record.pageUrl,
    consoleUrl: record.consoleUrl,
    awsEndpointUrl: record.awsEndpointUrl,
    startedAt: record.startedAt,
    outputs: { ...plan.outputs },
    loadBalancer: {
      name: plan.loadBalancer.name,
      arn: plan.loadBalancer.arn,
      dnsName: plan.loadBalancer.dnsName,
      idleTimeoutSeconds: plan.loadBalancer.idleTimeoutSeconds,
    },
    targetGroup: {
      name,
      arn,
      port,
      algorithm,
      deregistrationDelaySeconds,
      healthCheck,
      targets: targetGroup.describeTargets().map(describeTarget),
    },
    autoScalingGroup: {
      name: serving.name,
      minSize: serving.minSize,
      desiredCapacity: serving.desiredCapacity,
      maxSize: serving.maxSize,
      availabilityZones: serving.availabilityZones,
      instances: groups.flatMap(({ instances }) => instances).map(describeInstance),
      activities: fleet.activities().map(describeActivity),
    },
    zonesDown: fleet.zonesDown(),
    table: plan.table,
    parameter: describeParameter(plan.parameter.name, awsEndpoint.parameters.get(plan.parameter.name)),
    faults: awsEndpoint.faults.list(),
    deployment: deployments.current(),
    traffic: traffic.counts(),
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

function describeInstance(instance: GroupInstance): LabSnapshot["autoScalingGroup"]["instances"][number] {
  return {
    id: instance.instanceId,
    availabilityZone: instance.availabilityZone,
    build: instance.build,
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

function describeParameter(
  name: string,
  stored: { value: string; version: number } | undefined,
): LabSnapshot["parameter"] {
  return { name, value: stored?.value ?? "", version: stored?.version ?? 0 };
}
