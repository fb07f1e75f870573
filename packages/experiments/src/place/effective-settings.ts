import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeTargetGroupsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Column } from "@soft-landing/shared/journal";
import type { Place } from "./place.ts";

/** The settings of a running stack, as AWS's API reports them. */
export async function effectiveSettings({
  aws,
  outputs,
  region,
}: Place): Promise<Column["effectiveSettings"]> {
  const [{ TargetGroups }, { AutoScalingGroups }] = await Promise.all([
    aws.loadBalancing.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [outputs.targetGroupArn] })),
    aws.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [outputs.autoScalingGroupName] }),
    ),
  ]);
  const targetGroup = TargetGroups?.[0];
  const group = AutoScalingGroups?.[0];
  return {
    region,
    "instances wanted": group?.DesiredCapacity ?? "unknown",
    "Availability Zones": group?.AvailabilityZones?.join(", ") ?? "unknown",
    "health check": `GET ${targetGroup?.HealthCheckPath} every ${targetGroup?.HealthCheckIntervalSeconds} s, ${targetGroup?.HealthCheckTimeoutSeconds} s to answer with ${targetGroup?.Matcher?.HttpCode}`,
    thresholds: `healthy after ${targetGroup?.HealthyThresholdCount}, unhealthy after ${targetGroup?.UnhealthyThresholdCount}`,
    artifact: outputs.artifactSha256.slice(0, 12),
  };
}
