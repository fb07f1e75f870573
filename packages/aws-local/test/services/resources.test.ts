import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Services } from "../../src/services.ts";
import { type PlayedServices, playServices } from "./played-services.ts";

const launchTemplateToken = "aws:ec2/launchTemplate:LaunchTemplate";
const groupToken = "aws:autoscaling/group:Group";
const balancerToken = "aws:lb/loadBalancer:LoadBalancer";
const targetGroupToken = "aws:lb/targetGroup:TargetGroup";
const listenerToken = "aws:lb/listener:Listener";

const userData = Buffer.from(`#cloud-config
write_files:
  - path: /etc/server/environment
    content: |
      HOST=0.0.0.0
      PORT=8080
      AWS_REGION=us-east-1
      RECOMMENDATION_TABLE=table
      RECOMMENDATION_SWITCH_PARAMETER=/switch
      ARTIFACT_S3_URI=s3://bucket/key.tgz
      ARTIFACT_SHA256=${"0".repeat(64)}
  - path: /etc/systemd/system/server.service
    content: |
      [Service]
      EnvironmentFile=/etc/server/environment
      ExecStart=/opt/server/start
`).toString("base64");

let played: PlayedServices;
let services: Services;
let created: PlayedServices["created"];
let resource: PlayedServices["resource"];

beforeEach(async () => {
  played = await playServices();
  ({ services, created, resource } = played);
});
afterEach(() => played.close());

const arnOf = (rest: string) => `arn:aws:elasticloadbalancing:us-east-1:123456789012:${rest}`;

async function network() {
  await resource("aws:ec2/subnet:Subnet").create("subnet-a", {
    availabilityZone: "us-east-1a",
    vpcId: "vpc-1",
  });
  await resource("aws:ec2/subnet:Subnet").create("subnet-b", {
    availabilityZone: "us-east-1b",
    vpcId: "vpc-1",
  });
}

async function targetGroup(name: string, properties: object = {}) {
  const arn = arnOf(`targetgroup/${name}/0`);
  await resource(targetGroupToken).create(arn, {
    name,
    arn,
    arnSuffix: `targetgroup/${name}/0`,
    port: 8080,
    ...properties,
  });
  return arn;
}

async function launchTemplate(properties: object = {}) {
  await resource("aws:s3/bucketObjectv2:BucketObjectv2").create("bucket/key.tgz", {
    bucket: "bucket",
    key: "key.tgz",
    source: join(played.folder, "artifact.tgz"),
  });
  await resource(launchTemplateToken).create("lt-1", {
    name: "servers",
    imageId: "ami-1",
    instanceType: "t4g.micro",
    userData,
    ...properties,
  });
}

const groupProperties = {
  name: "servers",
  arn: "arn:group",
  minSize: 3,
  maxSize: 6,
  vpcZoneIdentifiers: ["subnet-a", "subnet-b"],
  launchTemplate: { id: "lt-1", version: "1" },
};

async function group(properties: object = {}) {
  await resource(groupToken).create("servers", { ...groupProperties, ...properties });
  return created.at(-1)?.settings;
}

describe("an Auto Scaling group", () => {
  test("gets its zones from its subnets, and the provider's defaults for missing properties", async () => {
    await network();
    await launchTemplate();
    expect(await group()).toMatchObject({
      desiredCapacity: 3,
      availabilityZones: ["us-east-1a", "us-east-1b"],
      healthCheckType: "EC2",
      healthCheckGracePeriodSeconds: 300,
      maintenance: null,
    });
  });

  test.each([
    [{ minSize: 4, maxSize: 8 }, 4],
    [{ minSize: 1, maxSize: 2 }, 2],
    [{ minSize: 2, maxSize: 8 }, 3],
  ])("with new bounds %o changes from 3 to %i instances", async (bounds, desiredCapacity) => {
    await network();
    await launchTemplate();
    await group();
    const properties = { ...groupProperties, desiredCapacity: 3 };
    expect(await resource(groupToken).update("servers", { ...properties, ...bounds }, properties)).toEqual({
      desiredCapacity,
    });
  });

  test.each([
    ["minElbCapacity", 3],
    ["mixedInstancesPolicy", { launchTemplate: {} }],
    ["instanceRefresh", { strategy: "Rolling" }],
  ])("with %s is refused by name, because the lab does not support it", async (name, value) => {
    await network();
    await launchTemplate();
    await expect(group({ [name]: value })).rejects.toMatchObject({
      issues: [{ path: [name], message: expect.stringContaining("the lab does not support this") }],
    });
    expect(created).toEqual([]);
  });

  test("registers with every target group that it names", async () => {
    await network();
    await launchTemplate();
    const arns = [await targetGroup("one"), await targetGroup("two")];
    await group({ targetGroupArns: arns });
    expect(created[0]?.targetGroups.map(({ settings }) => settings.arn)).toEqual(arns);
  });

  test("launches the template's version: image, type, architecture, environment and artifact", async () => {
    await network();
    await launchTemplate();
    await resource(launchTemplateToken).update("lt-1", template({ instanceType: "t3.micro" }), template({}));
    expect((await group())?.instance).toMatchObject({ instanceType: "t4g.micro", architecture: "arm64" });
    const second = await group({ launchTemplate: { id: "lt-1", version: "$Latest" } });
    expect(second?.instance).toMatchObject({
      launchTemplate: { id: "lt-1", name: "servers", version: "2" },
      instanceType: "t3.micro",
      architecture: "x86_64",
      boot: { environment: { RECOMMENDATION_TABLE: "table" }, artifact: { s3Uri: "s3://bucket/key.tgz" } },
    });
  });

  test("finds the role by the profile's name or ARN, and works without a role", async () => {
    await network();
    const profile = { name: "profile", arn: "arn:profile", role: "role" };
    await resource("aws:iam/instanceProfile:InstanceProfile").create("profile", profile);
    await launchTemplate({ iamInstanceProfile: { arn: "arn:profile" } });
    const role = { name: "role", instanceProfileArn: "arn:profile" };
    expect((await group())?.instance.role).toEqual(role);
    await launchTemplate({ iamInstanceProfile: { name: "profile" } });
    expect((await group())?.instance.role).toEqual(role);
    await launchTemplate({});
    expect((await group())?.instance).not.toHaveProperty("role");
  });

  test("shows instances their tags only if the template allows it", async () => {
    await network();
    const tags = [{ key: "Build", value: "basic", propagateAtLaunch: true }];
    await launchTemplate();
    expect((await group({ tags }))?.instance).not.toHaveProperty("metadataTags");
    await launchTemplate({
      metadataOptions: { instanceMetadataTags: "enabled" },
      tagSpecifications: [{ resourceType: "instance", tags: { Name: "server" } }],
    });
    expect((await group({ tags }))?.instance.metadataTags).toEqual({ Name: "server", Build: "basic" });
  });

  test.each([
    ["an unknown subnet", { vpcZoneIdentifiers: ["subnet-x"] }, "The subnet ID 'subnet-x' does not exist"],
    [
      "an unknown launch template",
      { launchTemplate: { id: "lt-x", version: "1" } },
      "The specified launch template, with template ID lt-x, does not exist.",
    ],
    [
      "an unknown version",
      { launchTemplate: { id: "lt-1", version: "7" } },
      "Could not find the specified version 7 for the launch template with ID lt-1.",
    ],
    [
      "an unknown target group",
      { targetGroupArns: [arnOf("targetgroup/x/0")] },
      "One or more target groups not found",
    ],
  ])("is refused for %s, with AWS's error", async (_what, properties, message) => {
    await network();
    await launchTemplate();
    await expect(group(properties)).rejects.toThrow(message);
  });

  test("is refused if user data names an object that was not uploaded", async () => {
    await network();
    await launchTemplate();
    await resource("aws:s3/bucketObjectv2:BucketObjectv2").delete("bucket/key.tgz");
    await expect(group()).rejects.toThrow("There is no object s3://bucket/key.tgz.");
  });
});

function template(properties: object) {
  return { name: "servers", imageId: "ami-1", instanceType: "t4g.micro", userData, ...properties };
}

describe("a target group", () => {
  test("has the provider's defaults for missing properties", async () => {
    const arn = await targetGroup("servers");
    expect(services.elbv2.targetGroup(arn).settings).toMatchObject({
      deregistrationDelaySeconds: 300,
      healthCheck: { path: "/", intervalSeconds: 30, healthyThreshold: 3, unhealthyThreshold: 3 },
      unhealthyStateRouting: { minimumHealthyTargetsCount: 1 },
    });
  });

  test.each([
    ["off", { minimumHealthyTargetsCount: 2 }],
    ["40", { minimumHealthyTargetsCount: 2, minimumHealthyTargetsPercentage: 40 }],
  ])("accepts a percentage of healthy targets of %s", async (minimumHealthyTargetsPercentage, expected) => {
    const arn = await targetGroup("servers", {
      targetGroupHealth: {
        unhealthyStateRouting: { minimumHealthyTargetsCount: "2", minimumHealthyTargetsPercentage },
      },
    });
    expect(services.elbv2.targetGroup(arn).settings.unhealthyStateRouting).toEqual(expected);
  });

  test("cannot be deleted while a listener forwards to it", async () => {
    const { targetGroupArn, listenerArn } = await servingBalancer("one");
    await expect(resource(targetGroupToken).delete(targetGroupArn)).rejects.toThrow(
      "is currently in use by a listener or a rule",
    );
    await resource(listenerToken).delete(listenerArn);
    await resource(targetGroupToken).delete(targetGroupArn);
    expect(services.elbv2.targetGroups.size).toBe(0);
  });
});

async function servingBalancer(name: string) {
  const loadBalancerArn = arnOf(`loadbalancer/app/${name}/0`);
  await resource(balancerToken).create(loadBalancerArn, {
    name,
    arn: loadBalancerArn,
    arnSuffix: `app/${name}/0`,
  });
  const targetGroupArn = await targetGroup(name);
  const listenerArn = arnOf(`listener/app/${name}/0/1`);
  await resource(listenerToken).create(listenerArn, {
    arn: listenerArn,
    loadBalancerArn,
    port: 80,
    protocol: "HTTP",
    defaultActions: [{ type: "forward", targetGroupArn }],
  });
  return { loadBalancerArn, targetGroupArn, listenerArn };
}

describe("load balancers", () => {
  test("are reached at the address of their DNS name", async () => {
    const { loadBalancerArn } = await servingBalancer("one");
    const dnsName = services.elbv2.loadBalancers.get(loadBalancerArn)?.dnsName;
    // Nothing is registered.
    expect((await fetch(`http://${dnsName}/`)).status).toBe(503);
  });

  test("a listener of an unknown load balancer, or for an unknown target group, is refused with AWS's error", async () => {
    const { loadBalancerArn, targetGroupArn } = await servingBalancer("one");
    const listener = (properties: object) =>
      resource(listenerToken).create("arn:l", {
        arn: "arn:l",
        loadBalancerArn,
        port: 81,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn }],
        ...properties,
      });
    await expect(listener({ loadBalancerArn: "arn:x" })).rejects.toThrow(
      "One or more load balancers not found",
    );
    const defaultActions = [{ type: "forward", targetGroupArn: "arn:x" }];
    await expect(listener({ defaultActions })).rejects.toThrow("One or more target groups not found");
  });
});

test("a load balancer keeps its creation time when it is updated", async () => {
  const arn = arnOf("loadbalancer/app/web/0");
  const properties = { name: "web", arn, arnSuffix: "app/web/0" };
  await resource(balancerToken).create(arn, properties);
  const createdAt = services.elbv2.loadBalancers.get(arn)?.createdAt;
  await resource(balancerToken).update(arn, { ...properties, idleTimeout: 30 }, properties);
  const updated = services.elbv2.loadBalancers.get(arn);
  expect(updated?.balancer.settings.idleTimeoutSeconds).toBe(30);
  expect(updated?.createdAt).toBe(createdAt);
});
