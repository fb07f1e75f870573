import {
  type AutoScalingGroup,
  type AutoScalingGroupNamesType,
  type AutoScalingGroupsType,
  DescribeAutoScalingGroups$,
  type Filter,
  type Instance,
} from "@aws-sdk/client-auto-scaling";
import type { Group, GroupInstance } from "../../fleet/contract.ts";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import type { AutoScalingState } from "./autoscaling.ts";
import type { GroupProperties } from "./group-resource.ts";
import { tagsOf } from "./group-tags.ts";
import { invalidNextToken } from "./invalid-next-token.ts";

const mostPerPage = 100;

/** An unknown name is left out without an error, as on AWS. */
export const describeAutoScalingGroups: Operation<
  AutoScalingState,
  AutoScalingGroupNamesType,
  AutoScalingGroupsType
> = {
  schema: DescribeAutoScalingGroups$,
  honours: {
    AutoScalingGroupNames: true,
    Filters: { Name: true, Values: true },
    MaxRecords: true,
    NextToken: true,
  },
  handle({ AutoScalingGroupNames = [], Filters = [], MaxRecords, NextToken }, { groups }) {
    checkConstraints({ MaxRecords }, { MaxRecords: { min: 1, max: mostPerPage } });
    const wanted = [...groups.values()]
      .filter(
        ({ properties: { name } }) =>
          AutoScalingGroupNames.length === 0 || AutoScalingGroupNames.includes(name),
      )
      .filter(({ properties }) => Filters.every((filter) => hasTag(properties, filter)));
    const page = pageOf(wanted, MaxRecords ?? mostPerPage, NextToken, invalidNextToken);
    return {
      AutoScalingGroups: page.items.map(({ running, properties }) =>
        groupShape(running.describe(), properties),
      ),
      NextToken: page.nextToken,
    };
  },
};

/** The filters by tag: `tag-key`, `tag-value` and `tag:<key>`. One matching value of a filter is enough. */
function hasTag({ tags }: GroupProperties, { Name = "", Values = [] }: Filter): boolean {
  const key = /^tag:(.+)$/.exec(Name)?.[1];
  if (key !== undefined) {
    return tags.some((tag) => tag.key === key && Values.includes(tag.value));
  }
  if (Name === "tag-key") {
    return tags.some((tag) => Values.includes(tag.key));
  }
  if (Name === "tag-value") {
    return tags.some((tag) => Values.includes(tag.value));
  }
  throw new AwsError(
    "ValidationException",
    `Filter name ${Name} is not one of tag-key, tag-value and tag:<key>`,
  );
}

function groupShape(group: Group, facts: GroupProperties): AutoScalingGroup {
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
    Tags: tagsOf(facts),
    TerminationPolicies: ["Default"],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: serviceLinkedRoleArn(group.arn),
    ...(facts.defaultInstanceWarmup !== undefined && { DefaultInstanceWarmup: facts.defaultInstanceWarmup }),
    ...(facts.instanceMaintenancePolicy && {
      InstanceMaintenancePolicy: {
        MinHealthyPercentage: facts.instanceMaintenancePolicy.minHealthyPercentage,
        MaxHealthyPercentage: facts.instanceMaintenancePolicy.maxHealthyPercentage,
      },
    }),
    TrafficSources: group.targetGroupArns.map((Identifier) => ({ Identifier, Type: "elbv2" })),
    AvailabilityZoneDistribution: { CapacityDistributionStrategy: "balanced-best-effort" },
    CapacityReservationSpecification: { CapacityReservationPreference: "default" },
  };
}

/** The role that Auto Scaling uses in the group's account. */
function serviceLinkedRoleArn(groupArn: string): string {
  const [, partition, , , accountId] = groupArn.split(":");
  return `arn:${partition}:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
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
