import {
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeScalingActivitiesCommand,
} from "@aws-sdk/client-auto-scaling";
import { expectEqual, expectThat, refusalOf } from "../checker/check.ts";
import type { ConformanceCheck } from "./conformance-check.ts";

/** The Describe calls of EC2 Auto Scaling. */
export const autoScalingChecks: readonly ConformanceCheck[] = [
  {
    id: "auto-scaling.group",
    title: "The group has its desired capacity in service and healthy, spread evenly over the zones.",
    async run({ place: { aws, outputs } }) {
      const { AutoScalingGroups } = await aws.autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [outputs.autoScalingGroupName] }),
      );
      const [group] = AutoScalingGroups ?? [];
      const serving = (group?.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === "InService");
      expectEqual("instances in service", serving.length, group?.DesiredCapacity);
      const perZone = Map.groupBy(serving, ({ AvailabilityZone }) => AvailabilityZone);
      const sizes = (group?.AvailabilityZones ?? []).map((zone) => perZone.get(zone)?.length ?? 0);
      expectThat("instances per zone", Math.max(...sizes) - Math.min(...sizes) <= 1, sizes);
      expectEqual("health type", group?.HealthCheckType, "ELB");
      const details = await aws.autoScaling.send(
        new DescribeAutoScalingInstancesCommand({
          InstanceIds: serving.map(({ InstanceId = "" }) => InstanceId),
        }),
      );
      const health = new Set(details.AutoScalingInstances?.map(({ HealthStatus }) => HealthStatus));
      expectEqual("health of the instances", [...health], ["HEALTHY"]);
    },
  },
  {
    id: "auto-scaling.unknown-group",
    title:
      "DescribeAutoScalingGroups leaves out a group that does not exist, without an error. DescribeScalingActivities returns an error.",
    async run({ place: { aws } }) {
      const AutoScalingGroupName = "soft-landing-no-such-group";
      const { AutoScalingGroups } = await aws.autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] }),
      );
      expectEqual("groups", AutoScalingGroups, []);
      const call = aws.autoScaling.send(new DescribeScalingActivitiesCommand({ AutoScalingGroupName }));
      expectEqual("error", (await refusalOf("DescribeScalingActivities", call)).name, "ValidationError");
    },
  },
  {
    id: "auto-scaling.activities",
    title: "Activities come newest first, with one for each launch.",
    async run({ place: { aws, outputs } }) {
      const { Activities = [] } = await aws.autoScaling.send(
        new DescribeScalingActivitiesCommand({ AutoScalingGroupName: outputs.autoScalingGroupName }),
      );
      const starts = Activities.map(({ StartTime }) => StartTime?.getTime() ?? 0);
      expectEqual(
        "order of the start times",
        starts,
        starts.toSorted((a, b) => b - a),
      );
      const launches = Activities.filter(({ Description }) =>
        Description?.startsWith("Launching a new EC2 instance"),
      );
      expectThat(
        "launches",
        launches.length >= 2,
        Activities.map(({ Description }) => Description),
      );
    },
  },
];
