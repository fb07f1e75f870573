import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException,
  TargetGroupNotFoundException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  loadBalancerArn,
  type SampleRegion,
  startSampleRegion,
  targetGroupArn,
} from "../../sample-region.ts";

let lab: SampleRegion;
let elb: ElasticLoadBalancingV2Client;

beforeAll(async () => {
  lab = await startSampleRegion();
  elb = new ElasticLoadBalancingV2Client(lab.clientConfig);
});
afterAll(async () => {
  elb.destroy();
  await lab.close();
});

const TargetGroupArn = targetGroupArn;
const unknownGroup = TargetGroupArn.replace("servers", "others");
const unknownBalancer = loadBalancerArn.replace("soft-landing-test", "other");

describe("Elastic Load Balancing as on AWS", () => {
  test("describes the load balancer", async () => {
    const { LoadBalancers } = await elb.send(
      new DescribeLoadBalancersCommand({ Names: ["soft-landing-test"] }),
    );
    expect(LoadBalancers).toHaveLength(1);
    expect(LoadBalancers?.[0]).toMatchObject({
      LoadBalancerArn: loadBalancerArn,
      DNSName: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      Scheme: "internet-facing",
      Type: "application",
      State: { Code: "active" },
      VpcId: "vpc-1",
      EnablePrefixForIpv6SourceNat: "off",
      AvailabilityZones: [
        { ZoneName: "us-east-1a", SubnetId: "subnet-a" },
        { ZoneName: "us-east-1b", SubnetId: "subnet-b" },
      ],
    });
    expect(LoadBalancers?.[0]?.CreatedTime).toBeInstanceOf(Date);
  });

  test("describes the target group with its health check", async () => {
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({}));
    expect(TargetGroups?.[0]).toMatchObject({
      TargetGroupArn,
      Port: 8080,
      HealthCheckPath: "/healthcheck",
      HealthCheckPort: "traffic-port",
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: "200" },
      TargetType: "instance",
      LoadBalancerArns: [loadBalancerArn],
    });
  });

  test("gives a healthy target no reason and no description, and the other targets theirs", async () => {
    const health = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    expect(health.TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth)).toEqual([
      { State: "healthy" },
      {
        State: "unhealthy",
        Reason: "Target.ResponseCodeMismatch",
        Description: "Health checks failed with these codes: [503]",
      },
      {
        State: "draining",
        Reason: "Target.DeregistrationInProgress",
        Description: "Target deregistration is in progress",
      },
    ]);
    expect(health.TargetHealthDescriptions?.[0]).toMatchObject({
      Target: { Id: "i-0000000000000000a", Port: 8080 },
      HealthCheckPort: "8080",
    });
  });

  test("shows anomaly detection only on request", async () => {
    const plain = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    expect(plain.TargetHealthDescriptions?.[0]?.AnomalyDetection).toBeUndefined();
    const full = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn, Include: ["AnomalyDetection"] }),
    );
    expect(full.TargetHealthDescriptions?.[0]?.AnomalyDetection).toEqual({
      Result: "normal",
      MitigationInEffect: "no",
    });
  });

  test("shows a target that is not registered as unused", async () => {
    const health = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn, Targets: [{ Id: "i-gone" }] }),
    );
    expect(health.TargetHealthDescriptions).toEqual([
      {
        Target: { Id: "i-gone", Port: 8080 },
        HealthCheckPort: "8080",
        TargetHealth: {
          State: "unused",
          Reason: "Target.NotRegistered",
          Description: "Target is not registered to the target group",
        },
      },
    ]);
  });

  test("refuses an unknown target group and an unknown load balancer", async () => {
    const health = elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: unknownGroup }));
    await expect(health).rejects.toBeInstanceOf(TargetGroupNotFoundException);
    await expect(health).rejects.toMatchObject({ message: "One or more target groups not found" });
    const groups = elb.send(new DescribeTargetGroupsCommand({ Names: ["others"] }));
    await expect(groups).rejects.toBeInstanceOf(TargetGroupNotFoundException);
    const balancers = elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [unknownBalancer] }));
    await expect(balancers).rejects.toBeInstanceOf(LoadBalancerNotFoundException);
  });

  test("refuses a marker that it did not issue", async () => {
    const groups = elb.send(new DescribeTargetGroupsCommand({ Marker: "bm9wZQ" }));
    await expect(groups).rejects.toMatchObject({ name: "ValidationError", message: "Invalid Marker" });
  });

  test("refuses a text that is not an ARN with ValidationError", async () => {
    const health = elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: "servers" }));
    await expect(health).rejects.toMatchObject({
      name: "ValidationError",
      message: "'servers' is not a valid target group ARN",
    });
  });

  test("lists the listener with its action", async () => {
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn }));
    expect(Listeners).toMatchObject([{ Port: 80, Protocol: "HTTP" }]);
    expect(Listeners?.[0]?.DefaultActions).toEqual([
      {
        Type: "forward",
        TargetGroupArn,
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn, Weight: 1 }],
          TargetGroupStickinessConfig: { Enabled: false },
        },
      },
    ]);
  });

  test("describes the port of a group's health checks, if it is not the target's own", async () => {
    const arn = TargetGroupArn.replace("servers", "checked-elsewhere");
    const resources = new Map(lab.services.all.flatMap((service) => [...service.resources]));
    await resources.get("aws:lb/targetGroup:TargetGroup")?.create(arn, {
      name: "checked-elsewhere",
      arn,
      arnSuffix: "targetgroup/checked-elsewhere/fedcba9876543210",
      port: 8080,
      healthCheck: { port: "9090" },
    });
    const health = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: arn, Targets: [{ Id: "i-gone", Port: 81 }] }),
    );
    expect(health.TargetHealthDescriptions).toMatchObject([
      { Target: { Port: 81 }, HealthCheckPort: "9090" },
    ]);
    await resources.get("aws:lb/targetGroup:TargetGroup")?.delete(arn);
  });

  test("lists the tags of load balancers, target groups and listeners", async () => {
    const listenerArn = `${loadBalancerArn.replace(":loadbalancer/", ":listener/")}/1111111111111111`;
    const ResourceArns = [loadBalancerArn, TargetGroupArn, listenerArn];
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns }));
    expect(TagDescriptions).toEqual([
      { ResourceArn: loadBalancerArn, Tags: [{ Key: "Project", Value: "soft-landing" }] },
      { ResourceArn: TargetGroupArn, Tags: [] },
      { ResourceArn: listenerArn, Tags: [] },
    ]);
  });

  test.each([
    ["balancer", unknownBalancer, "LoadBalancerNotFoundException"],
    ["group", unknownGroup, "TargetGroupNotFoundException"],
    ["listener", unknownBalancer.replace(":loadbalancer/", ":listener/"), "ListenerNotFoundException"],
    ["ARN", "servers", "ValidationError"],
  ])("refuses the tags of an unknown %s", async (_what, arn, name) => {
    const tags = elb.send(new DescribeTagsCommand({ ResourceArns: [loadBalancerArn, arn] }));
    await expect(tags).rejects.toMatchObject({ name });
  });

  test("lists the attributes that the data plane implements", async () => {
    const group = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    expect(group.Attributes).toContainEqual({ Key: "deregistration_delay.timeout_seconds", Value: "15" });
    const balancer = await elb.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: loadBalancerArn }),
    );
    expect(balancer.Attributes).toContainEqual({ Key: "idle_timeout.timeout_seconds", Value: "60" });
  });
});
