import {
  type AutoScalingInstancesType,
  DescribeAutoScalingInstances$,
  type DescribeAutoScalingInstancesType,
} from "@aws-sdk/client-auto-scaling";
import { checkConstraints } from "../aws-endpoint/constraints.ts";
import type { AwsOperation } from "../aws-endpoint/operation.ts";

export const describeAutoScalingInstances: AwsOperation<
  DescribeAutoScalingInstancesType,
  AutoScalingInstancesType
> = {
  service: "autoscaling",
  schema: DescribeAutoScalingInstances$,
  handle({ InstanceIds = [], MaxRecords }, { lab }) {
    checkConstraints({ MaxRecords }, { MaxRecords: { min: 1, max: 50 } });
    const { name, instances } = lab.group();
    return {
      AutoScalingInstances: instances
        .filter(({ lifecycleState }) => lifecycleState !== "Terminated")
        .filter(({ instanceId }) => InstanceIds.length === 0 || InstanceIds.includes(instanceId))
        .map((instance) => ({
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
