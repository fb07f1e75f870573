import { describe, expect, test } from "vitest";
import {
  recordedGraph,
  withoutType,
  withProperty,
  withResources,
} from "../../../stack-graph/test/recorded-graph.ts";
import { planLab } from "../../src/realise/lab-plan.ts";

const graph = recordedGraph("basic");
const groupType = "aws:autoscaling/group:Group";
const targetGroupType = "aws:lb/targetGroup:TargetGroup";
const vpcType = "awsx:ec2:Vpc";
const profileType = "aws:iam/instanceProfile:InstanceProfile";
const templateType = "aws:ec2/launchTemplate:LaunchTemplate";

describe("the plan follows the program", () => {
  test("three instances in three zones, health checks, table and switch of the committed stack", () => {
    const plan = planLab(graph);
    expect(plan).toMatchObject({
      stack: "basic",
      build: "basic",
      region: "us-east-1",
      https: false,
      loadBalancer: { idleTimeoutSeconds: 60, dropInvalidHeaderFields: true },
      targetGroup: {
        deregistrationDelaySeconds: 15,
        healthCheck: {
          path: "/healthcheck",
          intervalSeconds: 5,
          timeoutSeconds: 2,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
          matcher: "200",
        },
      },
      group: {
        desiredCapacity: 3,
        minElbCapacity: 3,
        maxSize: 6,
        healthCheckType: "ELB",
        availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
      },
      parameter: { name: "/soft-landing/basic/RecommendationServiceEnabled" },
    });
    expect(plan.table.items).toHaveLength(4);
  });

  test("the unit, its environment and the artifact come out of the rendered user data", () => {
    const { instance } = planLab(graph).group;
    expect(instance.environment).toMatchObject({
      AWS_REGION: "us-east-1",
      RECOMMENDATION_TABLE: planLab(graph).table.name,
      RECOMMENDATION_SWITCH_PARAMETER: "/soft-landing/basic/RecommendationServiceEnabled",
    });
    expect(instance.unit.restart).toBe("always");
    expect(instance.artifact.file).toMatch(/packages\/server\/dist\/basic\.tgz$/);
    expect(instance.role?.name).toContain("sl-basic-server");
    expect(instance.architecture).toBe("arm64");
  });

  test("another capacity, other thresholds and other zones of the program are other ones of the lab", () => {
    const larger = withProperty(graph, groupType, "minSize", 5);
    expect(planLab(withProperty(larger, groupType, "desiredCapacity", 5)).group.desiredCapacity).toBe(5);
    const slower = withProperty(graph, targetGroupType, "deregistrationDelay", 300);
    expect(planLab(slower).targetGroup.deregistrationDelaySeconds).toBe(300);
    const elsewhere = withProperty(graph, vpcType, "availabilityZoneNames", ["a", "b", "c"]);
    expect(planLab(elsewhere).group.availabilityZones).toEqual(["a", "b", "c"]);
  });

  test("what the program leaves out stands as AWS has it by default", () => {
    let bare = graph;
    for (const name of [
      "desiredCapacity",
      "minElbCapacity",
      "instanceMaintenancePolicy",
      "healthCheckType",
    ]) {
      bare = withProperty(bare, groupType, name, undefined);
    }
    bare = withProperty(bare, targetGroupType, "deregistrationDelay", undefined);
    expect(planLab(bare)).toMatchObject({
      group: { desiredCapacity: 3, minElbCapacity: 0, maintenance: null, healthCheckType: "EC2" },
      targetGroup: {
        deregistrationDelaySeconds: 300,
        unhealthyStateRouting: { minimumHealthyTargetsCount: 1 },
      },
    });
  });

  test("the share of healthy targets below which all are routed to is a number, or off", () => {
    const routingWith = (minimumHealthyTargetsPercentage: string) =>
      planLab(
        withProperty(graph, targetGroupType, "targetGroupHealth", {
          unhealthyStateRouting: { minimumHealthyTargetsCount: 2, minimumHealthyTargetsPercentage },
        }),
      ).targetGroup.unhealthyStateRouting;
    expect(routingWith("off")).toEqual({ minimumHealthyTargetsCount: 2 });
    expect(routingWith("40")).toEqual({ minimumHealthyTargetsCount: 2, minimumHealthyTargetsPercentage: 40 });
  });

  test("an HTTPS listener is noticed, because the lab speaks HTTP only", () => {
    expect(planLab(withProperty(graph, "aws:lb/listener:Listener", "protocol", "HTTPS")).https).toBe(true);
  });

  test("the group's public subnets have zones as its private ones do", () => {
    const { privateSubnetIds } = graph.resources.find(({ type }) => type === vpcType)?.outputs ?? {};
    const swapped = withProperty(
      withProperty(graph, vpcType, "publicSubnetIds", privateSubnetIds),
      vpcType,
      "privateSubnetIds",
      ["subnet-1", "subnet-2", "subnet-3"],
    );
    expect(planLab(swapped).group.availabilityZones).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
  });

  test("an instance sees its tags only where its template lets it", () => {
    const tagged = withProperty(graph, templateType, "tagSpecifications", [
      { resourceType: "volume", tags: { Name: "disk" } },
      { resourceType: "instance", tags: { Name: "server" } },
    ]);
    const open = { instanceMetadataTags: "enabled" };
    expect(planLab(tagged).group.instance).not.toHaveProperty("metadataTags");
    const shown = planLab(withProperty(tagged, templateType, "metadataOptions", open));
    expect(shown.group.instance.metadataTags).toEqual({ Name: "server" });
    const untagged = planLab(withProperty(graph, templateType, "metadataOptions", open));
    expect(untagged.group.instance).not.toHaveProperty("metadataTags");
  });

  test("the role is found by the profile's name as by its ARN, and a template may have none", () => {
    const { name } = graph.resources.find(({ type }) => type === profileType)?.outputs ?? {};
    const byName = planLab(withProperty(graph, templateType, "iamInstanceProfile", { name }));
    expect(byName.group.instance.role).toEqual(planLab(graph).group.instance.role);
    const without = planLab(withProperty(graph, templateType, "iamInstanceProfile", undefined));
    expect(without.group.instance).not.toHaveProperty("role");
  });

  test("an instance type of an x86 family makes x86 instances", () => {
    const x86 = withProperty(graph, templateType, "instanceType", "t3.micro");
    expect(planLab(x86).group.instance.architecture).toBe("x86_64");
  });
});

describe("what the lab cannot go by is named", () => {
  test("a resource that is missing", () => {
    expect(() => planLab(withoutType(graph, targetGroupType))).toThrow(
      `stack basic has no ${targetGroupType}`,
    );
  });

  test("a property that is missing", () => {
    const broken = withProperty(graph, targetGroupType, "healthCheck", undefined);
    expect(() => planLab(broken)).toThrow(/targetGroup:TargetGroup .*[\s\S]*healthCheck/);
  });

  test("a stack output that is missing", () => {
    const { tableName: _, ...outputs } = graph.outputs;
    expect(() => planLab({ ...graph, outputs })).toThrow(/the stack's outputs:[\s\S]*tableName/);
  });

  test("a subnet of the group that is none of the VPC's", () => {
    const stray = withProperty(graph, groupType, "vpcZoneIdentifiers", ["subnet-stray"]);
    expect(() => planLab(stray)).toThrow("the group's subnet subnet-stray is none of the VPC's");
  });

  test("a launch template that is not in the graph", () => {
    const other = withProperty(graph, groupType, "launchTemplate", { id: "lt-other", version: "1" });
    expect(() => planLab(other)).toThrow("the group's launch template lt-other is not in the graph");
  });

  test.each([
    [{ name: "other" }, "the instance profile other is not in the graph"],
    [{ arn: "arn:other", name: "other" }, "the instance profile arn:other is not in the graph"],
  ])("an instance profile that is not in the graph: %j", (profile, message) => {
    expect(() => planLab(withProperty(graph, templateType, "iamInstanceProfile", profile))).toThrow(message);
  });

  test("a table item without what the server reads", () => {
    const bare = withProperty(graph, "aws:dynamodb/tableItem:TableItem", "item", '{"UserId":{"S":"1"}}');
    const named = withResources(bare, (resource) => ({ ...resource, name: `the ${resource.name}` }));
    expect(() => planLab(named)).toThrow(/^table item the [\s\S]*UserName/);
  });

  test("an artifact in user data that no S3 object of the graph is", () => {
    expect(() => planLab(withoutType(graph, "aws:s3/bucketObjectv2:BucketObjectv2"))).toThrow(
      /user data fetches s3:\/\/.* which no S3 object of the graph is/,
    );
  });
});
