import {
  type AutoScalingInstancesType,
  DescribeAutoScalingInstances$,
  type DescribeAutoScalingInstancesType,
} from "@aws-sdk/client-auto-scaling";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import type { AutoScalingState } from "./autoscaling.ts";
import { invalidNextToken } from "./invalid-next-token.ts";

const mostPerPage = 50;

export const describeAutoScalingInstances: Operation<
  AutoScalingState,
  DescribeAutoScalingInstancesType,
  AutoScalingInstancesType
> = {
  schema: DescribeAutoScalingInstances$,
  honours: { InstanceIds: true, MaxRecords: true, NextToken: true },
  handle({ InstanceIds = [], MaxRecords, NextToken }, { groups }) {
    checkConstraints({ MaxRecords }, { MaxRecords: { min: 1, max: mostPerPage } });
    const wanted = [...groups.values()]
      .flatMap(({ running }) => {
        const { name, instances } = running.describe();
        return instances.map((instance) => ({ ...instance, groupName: name }));
      })
      .filter(({ lifecycleState }) => lifecycleState !== "Terminated")
      .filter(({ instanceId }) => InstanceIds.length === 0 || InstanceIds.includes(instanceId));
    const page = pageOf(wanted, MaxRecords ?? mostPerPage, NextToken, invalidNextToken);
    return {
      NextToken: page.nextToken,
      AutoScalingInstances: page.items.map((instance) => ({
        InstanceId: instance.instanceId,
        InstanceType: instance.instanceType,
        AutoScalingGroupName: instance.groupName,
        AvailabilityZone: instance.availabilityZone,
        LifecycleState: instance.lifecycleState,
        // Only this call returns the health in capitals.
        HealthStatus: instance.healthStatus.toUpperCase(),
        LaunchTemplate: {
          LaunchTemplateId: instance.launchTemplate.id,
          LaunchTemplateName: instance.launchTemplate.name,
          Version: instance.launchTemplate.version,
        },
        ProtectedFromScaleIn: false,
      })),
    };
  },
};
