import type { StackOutputs } from "@soft-landing/shared/stack-outputs";
import type { PageAnswer, World } from "../../src/checker/world.ts";
import { basicHandlerFile, customServerFile, softHandlerFile } from "../../src/walkthrough/steps-change.ts";

const instanceIds = (build: string) =>
  ["a", "b", "c"].map((zone) => ({ id: `i-${build}-${zone}`, zone: `us-east-1${zone}` }));

function missing(): never {
  throw new Error("no step of the story uses this");
}
const notPartOfTheStory = {
  hasStackOfEachBuild: false,
  place: missing,
  http: missing,
  raw: missing,
  eventually: missing,
};

/**
 * A stack that behaves as the story says, in memory, so that a test can make it misbehave in one point at a time. That the real lab behaves
 * so is shown by the system test beside it.
 */
export function pretendWorld(): World {
  const state = { build: "basic", value: "true", version: 1, requests: 0, badGateways: 0 };
  const instances = () => instanceIds(state.build);
  const outputs = (): StackOutputs => ({
    url: "http://127.0.0.1:1/",
    healthCheckUrl: "http://127.0.0.1:1/healthcheck",
    loadBalancerDnsName: "lb.us-east-1.elb.amazonaws.com",
    build: state.build,
    artifactSha256: "0".repeat(64),
    switchParameterName: "/soft-landing/basic/RecommendationServiceEnabled",
    tableName: "table",
    loadBalancerArn:
      "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/lb/0123456789abcdef",
    targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tg/0123456789abcdef",
    autoScalingGroupName: `group-${state.build}`,
    dashboardUrl: "http://127.0.0.1:1/dashboard",
  });
  const page = (): PageAnswer => {
    const serving = instances()[state.requests++ % 3];
    if (serving === undefined) {
      throw new Error("no instance");
    }
    const off = state.value !== "true";
    if (off && state.build === "basic") {
      state.badGateways++;
      return { status: 502, server: "awselb/2.0", json: undefined };
    }
    return {
      status: 200,
      server: undefined,
      json: {
        build: state.build,
        user: off ? "Valued Customer" : "Ada",
        recommendation: off ? "I Love Lucy" : "Columbo",
        personal: !off,
        diagnostic: off
          ? { dependency: "RecommendationService", error: "RecommendationServiceDisabled", message: "off" }
          : null,
        instance: {
          id: serving.id,
          availabilityZone: serving.zone,
          type: "t4g.micro",
          imageId: "ami-0",
          privateIp: "10.0.0.1",
          accountId: "123456789012",
        },
      },
    };
  };
  const health = (): PageAnswer => {
    const serving = instances()[state.requests++ % 3];
    const instance = { id: serving?.id ?? "", availabilityZone: serving?.zone ?? "" };
    return { status: 200, server: undefined, json: { status: "healthy", instance } };
  };
  const world: World = {
    kind: "lab",
    memory: { startedAt: new Date(0), elb502: 0 },
    ...notPartOfTheStory,
    outputs,
    get: async (path) => (path === "/" ? page() : health()),
    loadBalancer: async () => ({ LoadBalancerName: "lb", State: { Code: "active" } }),
    targetGroup: async () => ({
      TargetGroupArn: outputs().targetGroupArn,
      TargetGroupName: "tg",
      HealthCheckPath: "/healthcheck",
      HealthCheckIntervalSeconds: 5,
      Matcher: { HttpCode: "200" },
    }),
    targets: async () =>
      instances().map(({ id }) => ({ Target: { Id: id, Port: 80 }, TargetHealth: { State: "healthy" } })),
    group: async () => ({
      AutoScalingGroupName: outputs().autoScalingGroupName,
      MinSize: 3,
      MaxSize: 6,
      DesiredCapacity: 3,
      DefaultCooldown: 300,
      HealthCheckType: "ELB",
      CreatedTime: new Date(0),
      AvailabilityZones: instances().map(({ zone }) => zone),
      Instances: instances().map(({ id, zone }) => ({
        InstanceId: id,
        AvailabilityZone: zone,
        LifecycleState: "InService" as const,
        HealthStatus: "Healthy",
        ProtectedFromScaleIn: false,
      })),
    }),
    parameterListing: async () => ({ Name: outputs().switchParameterName, Type: "String" }),
    parameter: async () => ({
      Name: outputs().switchParameterName,
      Type: "String",
      Value: state.value,
      Version: state.version,
    }),
    countSinceEdit: async (metric) =>
      metric === "HTTPCode_Target_5XX_Count" || state.badGateways === 0 ? null : state.badGateways,
    accountId: async () => "123456789012",
    source: async (path) =>
      ({
        [basicHandlerFile]: "const { user } = await getRecommendation(userId);",
        [softHandlerFile]:
          "try { await getRecommendation(userId) } catch { return { ...fallbackRecommendation, diagnostic } }",
        [customServerFile]: "start",
        "mine.tgz": "packed",
      })[path],
    setParameter: async (value) => {
      state.value = value;
      state.version++;
    },
    switchBuild: async (build) => {
      state.build = build;
      world.memory.duringChange = { sent: 20, lost: 0 };
    },
  };
  return world;
}
