import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeScalingActivitiesCommand,
  DescribeTagsCommand,
  paginateDescribeAutoScalingInstances,
  paginateDescribeScalingActivities,
} from "@aws-sdk/client-auto-scaling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { group, type SampleRegion, startSampleRegion, targetGroupArn } from "../../sample-region.ts";

let lab: SampleRegion;
let autoScaling: AutoScalingClient;

beforeAll(async () => {
  const [first] = group.instances;
  if (!first) {
    throw new Error("the fixture has instances");
  }
  const terminated = { ...first, instanceId: "i-gone", lifecycleState: "Terminated" as const };
  const withTerminated = { ...group, instances: [...group.instances, terminated] };
  lab = await startSampleRegion({ group: withTerminated });
  autoScaling = new AutoScalingClient(lab.clientConfig);
});
afterAll(async () => {
  autoScaling.destroy();
  await lab.close();
});

describe("Auto Scaling as on AWS", () => {
  test("describes the group with its current instances", async () => {
    const { AutoScalingGroups } = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["servers-group"] }),
    );
    expect(AutoScalingGroups).toHaveLength(1);
    expect(AutoScalingGroups?.[0]).toMatchObject({
      MinSize: 3,
      MaxSize: 6,
      DesiredCapacity: 3,
      HealthCheckType: "ELB",
      HealthCheckGracePeriod: 60,
      TargetGroupARNs: [targetGroupArn],
      VPCZoneIdentifier: "subnet-c,subnet-d",
      LaunchTemplate: { LaunchTemplateName: "servers", Version: "1" },
      Tags: [{ Key: "Build", Value: "basic", PropagateAtLaunch: true }],
      DefaultInstanceWarmup: 60,
      ServiceLinkedRoleARN:
        "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      TrafficSources: [{ Identifier: targetGroupArn, Type: "elbv2" }],
      AvailabilityZoneDistribution: { CapacityDistributionStrategy: "balanced-best-effort" },
      CapacityReservationSpecification: { CapacityReservationPreference: "default" },
    });
    expect(AutoScalingGroups?.[0]?.Instances).toHaveLength(3);
    expect(AutoScalingGroups?.[0]?.Instances?.[0]).toMatchObject({
      InstanceId: "i-0000000000000000a",
      AvailabilityZone: "us-east-1a",
      LifecycleState: "InService",
      HealthStatus: "Healthy",
      ProtectedFromScaleIn: false,
    });
  });

  test("leaves out an unknown group, without an error", async () => {
    const answer = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["nobody"] }),
    );
    expect(answer.AutoScalingGroups).toEqual([]);
  });

  test("filters groups by their tags", async () => {
    const found = async (Name: string, ...Values: string[]) => {
      const answer = await autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ Filters: [{ Name, Values }] }),
      );
      return answer.AutoScalingGroups?.length;
    };
    expect([await found("tag:Build", "basic"), await found("tag:Build", "other")]).toEqual([1, 0]);
    expect([await found("tag-key", "Build"), await found("tag-value", "other")]).toEqual([1, 0]);
    await expect(found("name", "servers-group")).rejects.toMatchObject({ name: "ValidationError" });
  });

  test("lists the tags of groups, by group, key, value and whether instances get them", async () => {
    const found = async (...filters: [Name: string, ...Values: string[]][]) => {
      const Filters = filters.map(([Name, ...Values]) => ({ Name, Values }));
      return (await autoScaling.send(new DescribeTagsCommand({ Filters }))).Tags;
    };
    expect(await found()).toEqual([
      {
        ResourceId: "servers-group",
        ResourceType: "auto-scaling-group",
        Key: "Build",
        Value: "basic",
        PropagateAtLaunch: true,
      },
    ]);
    expect(await found(["auto-scaling-group", "servers-group"], ["key", "Other", "Build"])).toHaveLength(1);
    expect(await found(["value", "basic"], ["propagate-at-launch", "true"])).toHaveLength(1);
    expect(await found(["key", "Build"], ["value", "other"])).toEqual([]);
    expect(await found(["propagate-at-launch", "false"])).toEqual([]);
    await expect(found(["constructor", "x"])).rejects.toMatchObject({
      name: "ValidationError",
      message: "Filter name constructor is not one of auto-scaling-group, key, value, propagate-at-launch",
    });
  });

  test("pages instances, and refuses a token that it did not issue", async () => {
    const pages = paginateDescribeAutoScalingInstances({ client: autoScaling, pageSize: 2 }, {});
    const sizes: (number | undefined)[] = [];
    for await (const page of pages) {
      sizes.push(page.AutoScalingInstances?.length);
    }
    expect(sizes).toEqual([2, 1]);
    const invalid = autoScaling.send(new DescribeAutoScalingInstancesCommand({ NextToken: "bm9wZQ" }));
    await expect(invalid).rejects.toMatchObject({ name: "InvalidNextToken" });
  });

  test("gives an instance's health in capitals in DescribeAutoScalingInstances", async () => {
    const { AutoScalingInstances } = await autoScaling.send(
      new DescribeAutoScalingInstancesCommand({ InstanceIds: ["i-0000000000000000b"] }),
    );
    expect(AutoScalingInstances).toMatchObject([
      { AvailabilityZone: "us-east-1b", HealthStatus: "HEALTHY", AutoScalingGroupName: "servers-group" },
    ]);
  });

  test("lists activities newest first, page by page", async () => {
    const pages = paginateDescribeScalingActivities(
      { client: autoScaling, pageSize: 3 },
      { AutoScalingGroupName: "servers-group" },
    );
    const ids: (string | undefined)[][] = [];
    for await (const page of pages) {
      ids.push((page.Activities ?? []).map(({ ActivityId }) => ActivityId));
    }
    expect(ids).toEqual([["activity-3", "activity-2", "activity-1"], ["activity-0"]]);
  });

  test("refuses the activities of an unknown group", async () => {
    const activities = autoScaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName: "nobody" }),
    );
    await expect(activities).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining("'nobody' not found"),
    });
  });
});
