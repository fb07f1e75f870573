import {
  type AutoScalingInstancesType,
  DescribeAutoScalingInstances$,
  type DescribeAutoScalingInstancesType,
} from "@aws-sdk/client-auto-scaling";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsOperation } from "../../wire/operation.ts";
import { pageOf } from "../../wire/page.ts";
import { invalidNextToken } from "./invalid-next-token.ts";

const mostPerPage = 50;

export const describeAutoScalingInstances: AwsOperation<
  DescribeAutoScalingInstancesType,
  AutoScalingInstancesType
> = {
  service: "autoscaling",
  schema: DescribeAutoScalingInstances$,
  handle({ InstanceIds = [], MaxRecords, NextToken }, { lab }) {
    checkConstraints({ MaxRecords }, { MaxRecords: { min: 1, max: mostPerPage } });
    const { name, instances } = lab.group();
    const wanted = instances
      .filter(({ lifecycleState }) => lifecycleState !== "Terminated")
      .filter(({ instanceId }) => InstanceIds.length === 0 || InstanceIds.includes(instanceId));
    const page = pageOf(wanted, MaxRecords ?? mostPerPage, NextToken, invalidNextToken);
    return {
      NextToken: page.nextToken,
      AutoScalingInstances: page.items.map((instance) => ({
        InstanceId: instance.instanceId,
        InstanceType: instance.instanceType,
        AutoScalingGroupName: name,
        AvailabilityZone: instance.availabilityZone,
        LifecycleState: instance.lifecycleState,
        // This call alone gives the health in capitals.
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
