import { stackOutputsSchema } from "@soft-landing/shared/stack-outputs";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { baseName } from "../src/plan/names.ts";
import { inventory, optional } from "./inventory.ts";
import { allOf, at, recorded, theOnly, userDataOf } from "./recorded.ts";

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1-a";
const everything = { shipLogs: "true", accessLogs: "true", certificateArn };

let graph: ResourceGraph;
let full: ResourceGraph;
beforeAll(async () => {
  graph = await recorded("basic");
  full = await recorded("basic", everything);
});

/** The graph's resources in the inventory's words. */
function listed({ stack, resources }: ResourceGraph): string[] {
  return resources
    .filter(({ type }) => !type.startsWith("soft-landing:"))
    .map(({ type, name, inputs }) => {
      const ending = name.slice(baseName(stack).length).replace(/-release-[0-9a-f]{8}/, "-release-RELEASE");
      return `${type.replace("aws:", "")} ${ending}: ${Object.keys(inputs).toSorted().join(" ")}`;
    })
    .toSorted();
}

describe("the stack with everything switched on", () => {
  test("has exactly the inventory's resources, each with all its properties", () => {
    expect(listed(full)).toEqual(
      inventory.map(([type, name, keys]) => `${type} ${name}: ${keys}`).toSorted(),
    );
  });

  test("gives no resource an undefined, null or empty value", () => {
    const holes = full.resources
      .filter(({ type }) => !type.startsWith("soft-landing:"))
      .flatMap(({ name, type, inputs }) => emptyPaths(inputs, `${type} ${name}`));
    // A lifecycle rule's empty filter means all objects.
    expect(holes.filter((path) => !path.endsWith("rules.0.filter"))).toEqual([]);
  });

  test("tags everything that can be tagged with project and stack", () => {
    const untaggable = /Dashboard|TableItem|RolePolicy|:Policy|BucketP|BucketO[w]|BucketS|BucketL/;
    for (const { type, name, inputs } of full.resources.filter(({ custom }) => custom)) {
      if (!untaggable.test(type)) {
        const tags = Array.isArray(inputs.tags)
          ? Object.fromEntries(inputs.tags.map(({ key, value }: Record<string, string>) => [key, value]))
          : inputs.tags;
        expect(tags, `${type} ${name}`).toMatchObject({ Project: "soft-landing", Stack: "basic" });
      }
    }
  });
});

describe("what costs extra", () => {
  test.each(Object.entries(optional))("comes only with %s", async (key, endings) => {
    const withKey = await recorded("basic", { [key]: everything[key as keyof typeof everything] });
    const names = ({ resources }: ResourceGraph) => new Set(resources.map(({ name }) => name));
    const before = names(graph);
    const added = [...names(withKey)].filter((name) => !before.has(name) && !name.includes("-release-"));
    expect(added.toSorted()).toEqual(endings.map((ending) => `sl-basic${ending}`).toSorted());
  });
});

describe("the network", () => {
  test("has public and private subnets in the first three zones and no NAT", () => {
    expect(theOnly(graph, "awsx:ec2:Vpc").inputs).toMatchObject({
      availabilityZoneNames: ["us-east-1a", "us-east-1b", "us-east-1c"],
      natGateways: { strategy: "None" },
      subnetSpecs: [{ type: "Public" }, { type: "Private" }],
      enableDnsHostnames: true,
      enableDnsSupport: true,
    });
  });

  test("uses the zones that are named", async () => {
    const zones = ["us-east-1b", "us-east-1c", "us-east-1f"];
    const chosen = await recorded("basic", { availabilityZones: JSON.stringify(zones) });
    expect(theOnly(chosen, "awsx:ec2:Vpc").inputs.availabilityZoneNames).toEqual(zones);
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

  test("lets connections go from clients to balancer to servers to endpoints, and no other way", () => {
    const groups = Object.fromEntries(
      allOf(full, "ec2/securityGroup:SecurityGroup").map(({ id, name }) => [
        id,
        name.replace("sl-basic-firewall-", ""),
      ]),
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
  test("asks /healthcheck, or /healthcheck/deep where the config says deep", async () => {
    const path = (of: ResourceGraph) =>
      at(theOnly(of, "lb/targetGroup:TargetGroup").inputs, "healthCheck", "path");
    expect(path(graph)).toBe("/healthcheck");
    expect(path(await recorded("basic", { healthCheck: "deep" }))).toBe("/healthcheck/deep");
  });

  test("takes a target out fast and lets it finish what it has", () => {
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

  test("forwards HTTP where there is no certificate", () => {
    expect(theOnly(graph, "lb/listener:Listener").inputs).toMatchObject({
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: graph.outputs.targetGroupArn }],
    });
  });

  test("serves HTTPS with a certificate, and HTTP redirects there", () => {
    expect(allOf(full, "lb/listener:Listener").map(({ inputs }) => inputs)).toMatchObject([
      { port: 80, defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443" } }] },
      { port: 443, protocol: "HTTPS", certificateArn, defaultActions: [{ type: "forward" }] },
    ]);
    expect(full.outputs.url).toMatch(/^https:\/\//);
  });
});

describe("the RecommendationService", () => {
  test("holds four users, to be read by the key that the server asks for", () => {
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

  test("is switched by a parameter whose value an update leaves alone", () => {
    const parameter = theOnly(graph, "ssm/parameter:Parameter");
    expect(parameter.inputs).toMatchObject({ type: "String", value: "true" });
    expect(parameter.options).toEqual({ ignoreChanges: ["value"] });
  });
});

describe("the servers", () => {
  test("may do on AWS what they need and nothing more", () => {
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

  test("are told their table, switch and artifact by user data", () => {
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

  test("of access logs are writable by the load balancer's service before the load balancer is told", () => {
    const [accessLogs] = allOf(full, "s3/bucketPolicy:BucketPolicy");
    expect(accessLogs?.inputs.policy).toContain("logdelivery.elasticloadbalancing.amazonaws.com");
    expect(theOnly(full, "lb/loadBalancer:LoadBalancer").propertyDependencies.accessLogs).toEqual([
      accessLogs?.urn,
    ]);
  });
});

describe("shipped logs", () => {
  test("go to the stack's own log group, which alone the servers may write to", () => {
    const group = theOnly(full, "cloudwatch/logGroup:LogGroup");
    expect(userDataOf(full)).toContain(`"log_group_name": "${group.outputs.name}"`);
    const policy = allOf(full, "iam/rolePolicy:RolePolicy").find(({ name }) => name.endsWith("-server-log"));
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

  test("leave user data within its limit", () => {
    console.log(`user data: ${userDataOf(graph).length} bytes, with shipped logs ${userDataOf(full).length}`);
    expect(userDataOf(full).length).toBeLessThan(12 * 1024);
  });
});

describe("monitoring", () => {
  test("looks at this stack's own load balancer, target group, table and group", () => {
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

test("the outputs are those that everything downstream goes by", () => {
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
