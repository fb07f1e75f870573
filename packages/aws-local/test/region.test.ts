import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeTableCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { systemClock } from "@soft-landing/shared/clock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { findPort, releasePort } from "../src/fleet/free-port.ts";
import { type Supervisor, startSupervisor } from "../src/fleet/supervisor.ts";
import { createRegion, type Region } from "../src/region.ts";

const place = { region: "us-east-1", accountId: "123456789012" };
const patience = { timeout: 20_000, interval: 50 };

let folder: string;
let supervisor: Supervisor;
let region: Region;
let client: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "region-"));
  supervisor = startSupervisor(folder, () => {});
  region = createRegion({
    ...place,
    clock: systemClock,
    supervisor,
    workingFolder: folder,
    certificateFolder: join(folder, "certificate-authority"),
    localPort: findPort,
    releaseLocalPort: releasePort,
    parameterThroughputLimit: false,
    onChange() {},
  });
  const endpoint = `http://127.0.0.1:${await region.listen(0)}`;
  client = {
    endpoint,
    region: place.region,
    credentials: { accessKeyId: "AKIALAB", secretAccessKey: "lab" },
  };
  await create("aws:ec2/subnet:Subnet", "subnet-a", { availabilityZone: "us-east-1a", vpcId: "vpc-1" });
  await create("aws:ec2/subnet:Subnet", "subnet-b", { availabilityZone: "us-east-1b", vpcId: "vpc-1" });
});
afterAll(async () => {
  await region.close();
  await supervisor.close();
  await rm(folder, { recursive: true, force: true });
});

function create(token: string, id: string, properties: Record<string, unknown>): Promise<unknown> {
  const type = region.resources.get(token);
  if (type === undefined) {
    throw new Error(`no resource type ${token}`);
  }
  return type.create(id, properties);
}

const arnOf = (rest: string) => `arn:aws:elasticloadbalancing:us-east-1:123456789012:${rest}`;

/** User data with which an instance of AWS would serve: a few lines of Node, what they read, and their unit. */
function serverOfAFewLines(name: string): string {
  const server = [
    'import { readFileSync } from "node:fs";',
    'import { createServer } from "node:http";',
    'const greeting = readFileSync("greeting.txt", "utf8");',
    "const { NAME, PORT } = process.env;",
    'createServer((_request, response) => response.end(greeting + " from " + NAME)).listen(PORT);',
  ].join("\n");
  const unit = [
    "[Service]",
    `Environment=PORT=8080 NAME=${name}`,
    "WorkingDirectory=/opt/hello",
    "ExecStart=/usr/bin/node /opt/hello/server.mjs",
    "Restart=always",
    "",
  ].join("\n");
  const cloudConfig = {
    packages: ["nodejs24"],
    write_files: [
      { path: "/opt/hello/server.mjs", content: server },
      { path: "/opt/hello/greeting.txt", content: "Hello" },
      { path: "/etc/systemd/system/hello.service", content: unit },
    ],
    runcmd: [["systemctl", "enable", "--now", "hello"]],
  };
  return Buffer.from(`#cloud-config\n${stringify(cloudConfig)}`).toString("base64");
}

interface Deployed {
  url: string;
  loadBalancerArn: string;
  targetGroupArn: string;
  groupName: string;
  tableName: string;
}

/** A balancer, a target group, a group of one instance in each zone, and a table with one item. */
async function deploy(name: string): Promise<Deployed> {
  const loadBalancerArn = arnOf(`loadbalancer/app/${name}/1`);
  const listenerArn = arnOf(`listener/app/${name}/1/1`);
  const targetGroupArn = arnOf(`targetgroup/${name}/1`);
  await create("aws:lb/loadBalancer:LoadBalancer", loadBalancerArn, {
    name,
    arn: loadBalancerArn,
    arnSuffix: `app/${name}/1`,
    subnets: ["subnet-a", "subnet-b"],
    securityGroups: [],
  });
  await create("aws:lb/targetGroup:TargetGroup", targetGroupArn, {
    name,
    arn: targetGroupArn,
    arnSuffix: `targetgroup/${name}/1`,
    port: 8080,
    vpcId: "vpc-1",
  });
  await create("aws:lb/listener:Listener", listenerArn, {
    arn: listenerArn,
    loadBalancerArn,
    port: 80,
    protocol: "HTTP",
    defaultActions: [{ type: "forward", targetGroupArn }],
  });
  await create("aws:ec2/launchTemplate:LaunchTemplate", `lt-${name}`, {
    name,
    imageId: "ami-1",
    instanceType: "t4g.micro",
    userData: serverOfAFewLines(name),
  });
  await create("aws:autoscaling/group:Group", name, {
    name,
    arn: `arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/${name}`,
    minSize: 2,
    maxSize: 4,
    targetGroupArns: [targetGroupArn],
    vpcZoneIdentifiers: ["subnet-a", "subnet-b"],
    launchTemplate: { id: `lt-${name}`, version: "1" },
  });
  await create("aws:dynamodb/table:Table", name, {
    name,
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
  });
  await create("aws:dynamodb/tableItem:TableItem", `${name}-item`, {
    tableName: name,
    hashKey: "id",
    item: JSON.stringify({ id: { S: "1" }, owner: { S: name } }),
  });
  const port = region.services.elbv2.listeners.get(listenerArn)?.listener.localPort;
  return {
    url: `http://127.0.0.1:${port}/`,
    loadBalancerArn,
    targetGroupArn,
    groupName: name,
    tableName: name,
  };
}

describe("two programs in one region", () => {
  let deployed: Deployed[];
  beforeAll(async () => {
    deployed = [await deploy("one"), await deploy("two")];
  });

  test("each has instances with its own user data", async () => {
    for (const { url, groupName } of deployed) {
      const page = async () => (await fetch(url)).text();
      await expect.poll(page, patience).toBe(`Hello from ${groupName}`);
    }
  });

  test("each load balancer and target group is described by its own ARN", async () => {
    const elbv2 = new ElasticLoadBalancingV2Client(client);
    const seen = new Set<string>();
    for (const { loadBalancerArn, targetGroupArn, groupName, url } of deployed) {
      const { LoadBalancers } = await elbv2.send(
        new DescribeLoadBalancersCommand({ LoadBalancerArns: [loadBalancerArn] }),
      );
      expect(LoadBalancers).toMatchObject([{ LoadBalancerName: groupName, DNSName: new URL(url).host }]);
      const health = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
      const healthy = async () =>
        (await elbv2.send(health)).TargetHealthDescriptions?.filter(
          ({ TargetHealth }) => TargetHealth?.State === "healthy",
        ).map(({ Target }) => Target?.Id ?? "");
      await expect.poll(healthy, { ...patience, timeout: 90_000 }).toHaveLength(2);
      for (const id of (await healthy()) ?? []) {
        seen.add(id);
      }
    }
    expect(seen.size).toBe(4);
    elbv2.destroy();
  }, 200_000);

  test("each Auto Scaling group has its own instances", async () => {
    const autoScaling = new AutoScalingClient(client);
    const ids = new Set<string | undefined>();
    for (const { groupName } of deployed) {
      const { AutoScalingGroups } = await autoScaling.send(
        new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] }),
      );
      expect(AutoScalingGroups?.map((group) => group.Instances?.length)).toEqual([2]);
      for (const { InstanceId } of AutoScalingGroups?.[0]?.Instances ?? []) {
        ids.add(InstanceId);
      }
    }
    expect(ids.size).toBe(4);
    autoScaling.destroy();
  });

  test("each table has its own items, by its name and by its ARN", async () => {
    const dynamoDb = new DynamoDBClient(client);
    for (const { tableName } of deployed) {
      const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: tableName }));
      const { Item } = await dynamoDb.send(
        new GetItemCommand({ TableName: Table?.TableArn, Key: { id: { S: "1" } } }),
      );
      expect(Item?.owner?.S).toBe(tableName);
    }
    dynamoDb.destroy();
  });
});
