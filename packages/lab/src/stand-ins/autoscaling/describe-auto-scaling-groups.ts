import {
  type AutoScalingGroup,
  type AutoScalingGroupNamesType,
  type AutoScalingGroupsType,
  DescribeAutoScalingGroups$,
  type Instance,
} from "@aws-sdk/client-auto-scaling";
import { checkConstraints } from "../aws-endpoint/constraints.ts";
import type { AwsOperation } from "../aws-endpoint/operation.ts";
import type { Group, GroupInstance } from "../fleet/contract.ts";
import { type GroupFacts, groupFacts } from "./group-facts.ts";

/** A name that no group has is left out without an error, as on AWS. */
export const describeAutoScalingGroups: AwsOperation<AutoScalingGroupNamesType, AutoScalingGroupsType> = {
  service: "autoscaling",
  schema: DescribeAutoScalingGroups$,
  handle({ AutoScalingGroupNames = [], MaxRecords }, { lab }) {
    checkConstraints({ MaxRecords }, { MaxRecords: { min: 1, max: 100 } });
    const group = lab.group();
    const isWanted = AutoScalingGroupNames.length === 0 || AutoScalingGroupNames.includes(group.name);
    return {
      AutoScalingGroups: isWanted ? [groupShape(group, groupFacts(lab.graph(), group.name))] : [],
    };
  },
};

function groupShape(group: Group, facts: GroupFacts): AutoScalingGroup {
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    ...(group.instances[0] && { LaunchTemplate: launchTemplateShape(newestInstance(group.instances)) }),
    MinSize: group.minSize,
    MaxSize: group.maxSize,
    DesiredCapacity: group.desiredCapacity,
    DefaultCooldown: facts.defaultCooldown,
    AvailabilityZones: group.availabilityZones,
    LoadBalancerNames: [],
    TargetGroupARNs: group.targetGroupArns,
    HealthCheckType: group.healthCheckType,
    HealthCheckGracePeriod: group.healthCheckGracePeriodSeconds,
    Instances: group.instances
      .filter(({ lifecycleState }) => lifecycleState !== "Terminated")
      .map(instanceShape),
    CreatedTime: group.createdAt,
    SuspendedProcesses: [],
    VPCZoneIdentifier: facts.vpcZoneIdentifiers.join(","),
    EnabledMetrics: facts.enabledMetrics.map((Metric) => ({ Metric, Granularity: facts.metricsGranularity })),
    Tags: facts.tags.map(({ key, value, propagateAtLaunch }) => ({
      ResourceId: group.name,
      ResourceType: "auto-scaling-group",
      Key: key,
      Value: value,
      PropagateAtLaunch: propagateAtLaunch,
    })),
    TerminationPolicies: ["Default"],
    NewInstancesProtectedFromScaleIn: false,
    ...(facts.defaultInstanceWarmup !== undefined && { DefaultInstanceWarmup: facts.defaultInstanceWarmup }),
    ...(facts.instanceMaintenancePolicy && {
      InstanceMaintenancePolicy: {
        MinHealthyPercentage: facts.instanceMaintenancePolicy.minHealthyPercentage,
        MaxHealthyPercentage: facts.instanceMaintenancePolicy.maxHealthyPercentage,
      },
    }),
    TrafficSources: group.targetGroupArns.map((Identifier) => ({ Identifier, Type: "elbv2" })),
  };
}

function instanceShape(instance: GroupInstance): Instance {
  return {
    InstanceId: instance.instanceId,
    InstanceType: instance.instanceType,
    AvailabilityZone: instance.availabilityZone,
    LifecycleState: instance.lifecycleState,
    HealthStatus: instance.healthStatus,
    LaunchTemplate: launchTemplateShape(instance),
    ProtectedFromScaleIn: false,
  };
}

function launchTemplateShape({ launchTemplate: { id, name, version } }: GroupInstance) {
  return { LaunchTemplateId: id, LaunchTemplateName: name, Version: version };
}

function newestInstance(instances: readonly GroupInstance[]): GroupInstance {
  return instances.reduce((newest, instance) =>
    instance.launchedAt > newest.launchedAt ? instance : newest,
  );
}
