import { stackOutputsSchema } from "@soft-landing/shared/stack-outputs";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { allOf, at, recorded, theOnly, userDataOf } from "./recorded.ts";

const https = {
  certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1-a",
  domainName: "shows.example.org",
};
const everything = { shipLogs: "true", accessLogs: "true", ...https };

let graph: ResourceGraph;
let full: ResourceGraph;
beforeAll(async () => {
  graph = await recorded("basic");
  full = await recorded("basic", everything);
});

/** Every resource of a graph: its type, its logical name, and its input properties. */
function listed({ resources }: ResourceGraph): string[] {
  return resources
    .filter(({ type }) => !type.startsWith("soft-landing:"))
    .map(({ type, name, inputs }) => {
      const logicalName = name.replace(/^release-[0-9a-f]{8}$/, "release-HASH");
      return `${type.replace("aws:", "")} ${logicalName}: ${Object.keys(inputs).toSorted().join(" ")}`;
    })
    .toSorted();
}

describe("the stack with every option on", () => {
  // A property that is made from an output that nobody provides vanishes without an error; here it is missed.
  test("has exactly the inventory's resources, each with all its properties", async () => {
    await expect(`${listed(full).join("\n")}\n`).toMatchFileSnapshot("inventory.txt");
  });

  test("gives no resource an undefined, null or empty value", () => {
    const holes = full.resources
      .filter(({ type }) => !type.startsWith("soft-landing:"))
      .flatMap(({ name, type, inputs }) => emptyPaths(inputs, `${type} ${name}`));
    // A lifecycle rule's empty filter means all objects.
    expect(holes.filter((path) => !path.endsWith("rules.0.filter"))).toEqual([]);
  });

  test("has no logical name with the stack's name, so that a renamed stack keeps its resources", () => {
    const named = full.resources.filter(({ name }) => /basic|sl-/.test(name));
    expect(named.map(({ name }) => name)).toEqual([]);
  });
});

describe("what costs extra", () => {
  test.each<[string, Record<string, string>, string[]]>([
    ["certificateArn", https, ["clients-443-0-0-0-0-0", "https"]],
    ["accessLogs", { accessLogs: "true" }, ["access-logs"]],
    ["shipLogs", { shipLogs: "true" }, ["log", "logs", "server-log"]],
  ])("comes only with %s", async (_key, config, added) => {
    const names = ({ resources }: ResourceGraph) => new Set(resources.map(({ name }) => name));
    const before = names(graph);
    const more = [...names(await recorded("basic", config))].filter(
      (name) => !before.has(name) && !name.startsWith("release-"),
    );
    expect(more.toSorted()).toEqual(added);
  });
});

test("every resource gets default tags, and what the group launches gets tags of its own", () => {
  expect(JSON.parse(String(graph.config["aws:defaultTags"]))).toEqual({
    tags: { Project: "soft-landing", ManagedBy: "pulumi" },
  });
  const own = { Project: "soft-landing", Stack: "basic", Build: "basic" };
  const group = theOnly(graph, "autoscaling/group:Group").inputs.tags as { key: string; value: string }[];
  expect(Object.fromEntries(group.map(({ key, value }) => [key, value]))).toMatchObject(own);
  expect(at(theOnly(graph, "ec2/launchTemplate:LaunchTemplate").inputs, "tagSpecifications")).toMatchObject([
    { resourceType: "volume", tags: own },
    { resourceType: "network-interface", tags: own },
  ]);
});

describe("the network", () => {
  test("has public and private subnets in the first three zones and no NAT", () => {
    expect(theOnly(graph, "awsx:ec2:Vpc").inputs).toMatchObject({
      availabilityZoneNames: ["us-east-1a", "us-east-1b", "us-east-1c"],
      cidrBlock: "10.0.0.0/16",
      natGateways: { strategy: "None" },
      subnetSpecs: [
        { type: "Public", cidrMask: 20 },
        { type: "Private", cidrMask: 20 },
      ],
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
  });

  test("uses the zones that are named", async () => {
    const zones = ["us-east-1b", "us-east-1c", "us-east-1f"];
    const chosen = await recorded("basic", { availabilityZones: JSON.stringify(zones) });
    expect(theOnly(chosen, "awsx:ec2:Vpc").inputs.availabilityZoneNames).toEqual(zones);
  });

  test("closes the VPC's default security group", () => {
    expect(Object.keys(theOnly(graph, "ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs)).toEqual([
      "vpcId",
    ]);
  });

  test("puts the load balancer into the public subnets and the instances into the private ones", () => {
    const { publicSubnetIds, privateSubnetIds } = theOnly(graph, "awsx:ec2:Vpc").outputs;
    expect(publicSubnetIds).toHaveLength(3);
    expect(theOnly(graph, "lb/loadBalancer:LoadBalancer").inputs.subnets).toEqual(publicSubnetIds);
    expect(theOnly(graph, "autoscaling/group:Group").inputs.vpcZoneIdentifiers).toEqual(privateSubnetIds);
  });

  test("routes every subnet to the gateway endpoints", () => {
    for (const endpoint of allOf(graph, "ec2/vpcEndpoint:VpcEndpoint")) {
      if (endpoint.inputs.vpcEndpointType === "Gateway") {
        expect(new Set(endpoint.inputs.routeTableIds as string[]).size).toBe(6);
      }
    }
  });

  test("allows connections only from clients to load balancer to servers to endpoints", () => {
    const groups = Object.fromEntries(
      allOf(full, "ec2/securityGroup:SecurityGroup").map(({ id, name }) => [id, name]),
    );
    const rules = [
      ...allOf(full, "vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
      ...allOf(full, "vpc/securityGroupEgressRule:SecurityGroupEgressRule"),
    ].map(({ type, inputs }) => {
      const {
        securityGroupId,
        referencedSecurityGroupId,
        cidrIpv4,
        prefixListId,
        fromPort,
        toPort,
        ipProtocol,
      } = inputs;
      expect(inputs.description).toMatch(/^[A-Z]/);
      expect([fromPort, ipProtocol]).toEqual([toPort, "tcp"]);
      const peer = groups[String(referencedSecurityGroupId)] ?? cidrIpv4 ?? String(prefixListId).slice(0, 3);
      return `${groups[String(securityGroupId)]} ${type.includes("Ingress") ? "from" : "to"} ${peer} ${fromPort}`;
    });
    expect(rules.toSorted()).toEqual([
      "endpoint from server 443",
      "load-balancer from 0.0.0.0/0 443",
      "load-balancer from 0.0.0.0/0 80",
      "load-balancer to server 8080",
      "server from load-balancer 8080",
      "server to endpoint 443",
      "server to pl- 443",
      "server to pl- 443",
    ]);
  });

  test("admits only the networks of ingressCidrs", async () => {
    const closed = await recorded("basic", { ingressCidrs: '["192.0.2.0/24","10.0.0.0/8"]' });
    const rules = allOf(closed, "vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    expect(rules.flatMap(({ inputs }) => inputs.cidrIpv4 ?? [])).toEqual(["10.0.0.0/8", "192.0.2.0/24"]);
  });
});

describe("the load balancer", () => {
  test("checks /healthcheck, or /healthcheck/deep if the config says deep", async () => {
    const path = (of: ResourceGraph) =>
      at(theOnly(of, "lb/targetGroup:TargetGroup").inputs, "healthCheck", "path");
    expect(path(graph)).toBe("/healthcheck");
    expect(path(await recorded("basic", { healthCheck: "deep" }))).toBe("/healthcheck/deep");
  });

  test("deregisters a target quickly and lets its requests finish", () => {
    expect(theOnly(graph, "lb/targetGroup:TargetGroup").inputs).toMatchObject({
      targetType: "instance",
      port: 8080,
      deregistrationDelay: 15,
      healthCheck: { interval: 5, timeout: 2, healthyThreshold: 2, unhealthyThreshold: 2, matcher: "200" },
    });
  });

  test("drops invalid header fields", () => {
    expect(theOnly(graph, "lb/loadBalancer:LoadBalancer").inputs.dropInvalidHeaderFields).toBe(true);
  });

  test("forwards HTTP without a certificate", () => {
    expect(theOnly(graph, "lb/listener:Listener").inputs).toMatchObject({
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: graph.outputs.targetGroupArn }],
    });
  });

  test("serves HTTPS with a certificate by the newest policy, and HTTP redirects there", () => {
    expect(allOf(full, "lb/listener:Listener").map(({ inputs }) => inputs)).toMatchObject([
      { port: 80, defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443" } }] },
      {
        port: 443,
        protocol: "HTTPS",
        certificateArn: https.certificateArn,
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        defaultActions: [{ type: "forward" }],
      },
    ]);
  });

  test("redirects only when HTTPS serves and clients may reach it, so that a refused certificate changes nothing", () => {
    const [http, secure] = allOf(full, "lb/listener:Listener");
    const doors = allOf(full, "vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    const door = doors.find(({ inputs }) => inputs.fromPort === 443 && inputs.cidrIpv4 !== undefined);
    expect(http?.dependencies).toEqual(expect.arrayContaining([secure?.urn, door?.urn]));
  });

  test("is reached by the certificate's name, because its own name is not in any certificate", () => {
    expect(full.outputs).toMatchObject({
      url: "https://shows.example.org",
      healthCheckUrl: "https://shows.example.org/healthcheck",
      loadBalancerDnsName: theOnly(full, "lb/loadBalancer:LoadBalancer").outputs.dnsName,
    });
  });
});

describe("the RecommendationService", () => {
  test("has four users, under the key that the server reads", () => {
    expect(theOnly(graph, "dynamodb/table:Table").inputs).toMatchObject({
      billingMode: "PAY_PER_REQUEST",
      hashKey: "UserId",
      attributes: [{ name: "UserId", type: "S" }],
    });
    const items = allOf(graph, "dynamodb/tableItem:TableItem").map(({ inputs }) =>
      JSON.parse(String(inputs.item)),
    );
    expect(items.map((item) => item.UserId.S)).toEqual(["1", "2", "3", "4"]);
  });

  test("is switched by a parameter whose value an update does not change", () => {
    const parameter = theOnly(graph, "ssm/parameter:Parameter");
    expect(parameter.inputs).toMatchObject({ type: "String", value: "true" });
    expect(parameter.options).toEqual({ ignoreChanges: ["value"] });
  });
});

describe("the servers", () => {
  test("have only the permissions that they need", () => {
    const granted = allOf(graph, "iam/rolePolicy:RolePolicy").flatMap(({ inputs }) =>
      JSON.parse(String(inputs.policy)).Statement.map(
        ({ Action, Resource }: Record<string, string>) => `${Action} ${Resource}`,
      ),
    );
    const { tableName, switchParameterName } = graph.outputs;
    const object = theOnly(graph, "s3/bucketObjectv2:BucketObjectv2");
    expect(granted.toSorted()).toEqual([
      `dynamodb:GetItem arn:aws:dynamodb:us-east-1:123456789012:table/${tableName}`,
      `s3:GetObject arn:aws:s3:::${object.inputs.bucket}/${object.inputs.key}`,
      `ssm:GetParameter arn:aws:ssm:us-east-1:123456789012:parameter${switchParameterName}`,
    ]);
  });

  test("are the only callers that the endpoints allow, except for unsigned reads of Amazon's package repositories", () => {
    const role = theOnly(full, "iam/role:Role").outputs.arn;
    const statements = allOf(full, "ec2/vpcEndpoint:VpcEndpoint").flatMap(
      ({ inputs }) => JSON.parse(String(inputs.policy)).Statement,
    );
    expect(statements).toHaveLength(5);
    const open = statements.filter(({ Condition }) => Condition?.ArnEquals?.["aws:PrincipalArn"] !== role);
    expect(open).toMatchObject([
      { Action: "s3:GetObject", Resource: "arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*" },
    ]);
  });

  test("need tokens for their metadata, and their disks are encrypted", () => {
    const { metadataOptions, blockDeviceMappings } = theOnly(
      graph,
      "ec2/launchTemplate:LaunchTemplate",
    ).inputs;
    expect(metadataOptions).toMatchObject({ httpTokens: "required", httpPutResponseHopLimit: 1 });
    expect(at(blockDeviceMappings, 0, "ebs")).toMatchObject({ encrypted: "true", volumeType: "gp3" });
  });

  test("get the machine image of their architecture", async () => {
    const intel = await recorded("basic", { instanceType: "t3.micro" });
    const image = (of: ResourceGraph) => theOnly(of, "ec2/launchTemplate:LaunchTemplate").inputs.imageId;
    expect(image(intel)).not.toBe(image(graph));
  });

  test("get the machine image of the config", async () => {
    const pinned = await recorded("basic", { machineImageId: "ami-0123456789abcdef0" });
    const { imageId } = theOnly(pinned, "ec2/launchTemplate:LaunchTemplate").inputs;
    expect(imageId).toBe("ami-0123456789abcdef0");
  });

  test("have time to install before their health counts, and do not count for scaling meanwhile", () => {
    expect(theOnly(graph, "autoscaling/group:Group").inputs).toMatchObject({
      healthCheckGracePeriod: 300,
      defaultInstanceWarmup: 120,
    });
  });

  test("get their table, switch and artifact from user data", () => {
    const { tableName, switchParameterName, artifactSha256 } = graph.outputs;
    const { bucket, key } = theOnly(graph, "s3/bucketObjectv2:BucketObjectv2").inputs;
    expect(userDataOf(graph)).toContain(`RECOMMENDATION_TABLE=${tableName}\n`);
    expect(userDataOf(graph)).toContain(`RECOMMENDATION_SWITCH_PARAMETER=${switchParameterName}\n`);
    expect(userDataOf(graph)).toContain(`ARTIFACT_S3_URI=s3://${bucket}/${key}\n`);
    expect(userDataOf(graph)).toContain(`ARTIFACT_SHA256=${artifactSha256}\n`);
  });

  test("run the Node that their artifact was built for", () => {
    expect(userDataOf(graph)).toContain("- nodejs24\n");
  });
});

describe("buckets", () => {
  test("are private, owned, encrypted, reachable over TLS only, and gone after destroy", () => {
    expect(allOf(full, "s3/bucket:Bucket").map(({ inputs }) => inputs.forceDestroy)).toEqual([true, true]);
    for (const { inputs } of allOf(full, "s3/bucketPublicAccessBlock:BucketPublicAccessBlock")) {
      expect(Object.values(inputs).filter((value) => value === true)).toHaveLength(4);
    }
    for (const { inputs } of allOf(full, "s3/bucketPolicy:BucketPolicy")) {
      expect(inputs.policy).toContain('"aws:SecureTransport":"false"');
    }
  });

  test("of access logs are writable by the load balancer's service before the load balancer uses them", () => {
    const [accessLogs] = allOf(full, "s3/bucketPolicy:BucketPolicy");
    expect(accessLogs?.inputs.policy).toContain("logdelivery.elasticloadbalancing.amazonaws.com");
    expect(theOnly(full, "lb/loadBalancer:LoadBalancer").propertyDependencies.accessLogs).toEqual([
      accessLogs?.urn,
    ]);
  });
});

describe("shipped logs", () => {
  test("go to the stack's own log group, the only one that the servers may write to", () => {
    const group = theOnly(full, "cloudwatch/logGroup:LogGroup");
    expect(userDataOf(full)).toContain(`"log_group_name": "${group.outputs.name}"`);
    const policy = allOf(full, "iam/rolePolicy:RolePolicy").find(({ name }) => name === "log");
    const [statement] = JSON.parse(String(policy?.inputs.policy)).Statement;
    expect(statement.Resource).toEqual([group.outputs.arn, `${group.outputs.arn}:log-stream:*`]);
  });

  test("need the agent, which is installed after the server, so that it cannot keep the server from serving", () => {
    const { runcmd } = parse(userDataOf(full)) as { runcmd: string[][] };
    expect(runcmd.map((words) => words.join(" ").slice(0, 60))).toEqual([
      "/opt/soft-landing/install nodejs24",
      "dnf install --assumeyes --quiet amazon-cloudwatch-agent",
      "systemctl enable --now soft-landing-log.service",
      "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent",
    ]);
  });

  test("keep user data within its limit", () => {
    console.log(`user data: ${userDataOf(graph).length} bytes, with shipped logs ${userDataOf(full).length}`);
    expect(userDataOf(full).length).toBeLessThan(12 * 1024);
  });
});

describe("monitoring", () => {
  test("watches this stack's own load balancer, target group, table and group", () => {
    const { dashboardBody } = theOnly(graph, "cloudwatch/dashboard:Dashboard").inputs;
    for (const name of [graph.outputs.tableName, graph.outputs.autoScalingGroupName]) {
      expect(dashboardBody).toContain(`"${name}"`);
    }
    const suffixes = ["lb/loadBalancer:LoadBalancer", "lb/targetGroup:TargetGroup"].map(
      (type) => theOnly(graph, type).outputs.arnSuffix,
    );
    for (const suffix of suffixes) {
      expect(dashboardBody).toContain(`"${suffix}"`);
    }
    const [, healthyHosts] = allOf(graph, "cloudwatch/metricAlarm:MetricAlarm");
    expect(healthyHosts?.inputs).toMatchObject({
      metricName: "HealthyHostCount",
      dimensions: { LoadBalancer: suffixes[0], TargetGroup: suffixes[1] },
    });
  });
});

test("the outputs are those that the other tools read", () => {
  expect(stackOutputsSchema.strict().parse(graph.outputs)).toEqual(graph.outputs);
  expect(graph.outputs.healthCheckUrl).toBe(`${graph.outputs.url}/healthcheck`);
});

function emptyPaths(value: unknown, path: string): string[] {
  if (value === undefined || value === null || value === "") {
    return [path];
  }
  if (typeof value !== "object") {
    return /undefined|\[object|Calling \[toString\]/.test(String(value)) ? [path] : [];
  }
  const entries = Object.entries(value);
  return entries.length === 0
    ? [path]
    : entries.flatMap(([key, inner]) => emptyPaths(inner, `${path}.${key}`));
}
