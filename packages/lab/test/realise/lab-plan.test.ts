import { describe, expect, test } from "vitest";
import { planLab } from "../../src/realise/lab-plan.ts";
import { recordedGraph, withoutType, withProperty } from "./recorded-graph.ts";

const graph = recordedGraph("basic");
const groupType = "aws:autoscaling/group:Group";
const targetGroupType = "aws:lb/targetGroup:TargetGroup";
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
    const elsewhere = withProperty(graph, "awsx:ec2:Vpc", "availabilityZoneNames", ["a", "b", "c"]);
    expect(planLab(elsewhere).group.availabilityZones).toEqual(["a", "b", "c"]);
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

  test("an artifact in user data that no S3 object of the graph is", () => {
    expect(() => planLab(withoutType(graph, "aws:s3/bucketObjectv2:BucketObjectv2"))).toThrow(
      /user data fetches s3:\/\/.* which no S3 object of the graph is/,
    );
  });
});
