import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expectEqual, expectThat, refusalOf } from "../checker/check.ts";
import type { ConformanceCheck } from "./conformance-check.ts";

/** The Describe calls of Elastic Load Balancing. */
export const targetHealthChecks: readonly ConformanceCheck[] = [
  {
    id: "target-health.healthy",
    title: "All targets are healthy, and a healthy target has neither reason nor description.",
    async run({ place: { aws, outputs } }) {
      const { TargetHealthDescriptions = [] } = await aws.loadBalancing.send(
        new DescribeTargetHealthCommand({ TargetGroupArn: outputs.targetGroupArn }),
      );
      expectThat("number of targets", TargetHealthDescriptions.length >= 2, TargetHealthDescriptions.length);
      for (const { Target, TargetHealth } of TargetHealthDescriptions) {
        expectEqual(`health of ${Target?.Id}`, TargetHealth, { State: "healthy" });
      }
    },
  },
  {
    id: "target-health.unregistered",
    title: "A target that is not registered is unused, with reason Target.NotRegistered.",
    async run({ place: { aws, outputs } }) {
      const { TargetHealthDescriptions } = await aws.loadBalancing.send(
        new DescribeTargetHealthCommand({
          TargetGroupArn: outputs.targetGroupArn,
          Targets: [{ Id: "i-00000000000000000" }],
        }),
      );
      const health = TargetHealthDescriptions?.[0]?.TargetHealth;
      expectEqual("state and reason", [health?.State, health?.Reason], ["unused", "Target.NotRegistered"]);
    },
  },
  {
    id: "target-health.unknown-group",
    title: "An unknown target group gets TargetGroupNotFound.",
    async run({ place: { aws, outputs } }) {
      const TargetGroupArn = outputs.targetGroupArn.replace(/[0-9a-f]{16}$/, "0000000000000000");
      const call = aws.loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      expectEqual(
        "error",
        (await refusalOf("DescribeTargetHealth", call)).name,
        "TargetGroupNotFoundException",
      );
    },
  },
  {
    id: "target-health.malformed-arn",
    title: "A text that is not an ARN gets ValidationError.",
    async run({ place: { aws } }) {
      const call = aws.loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: "servers" }));
      expectEqual("error", (await refusalOf("DescribeTargetHealth", call)).name, "ValidationError");
    },
  },
  {
    id: "load-balancing.description",
    title: "Load balancer, listener and target group belong together and are active.",
    async run({ place: { aws, outputs } }) {
      const arn = outputs.loadBalancerArn;
      const balancers = await aws.loadBalancing.send(
        new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }),
      );
      const balancer = balancers.LoadBalancers?.[0];
      expectEqual("state", balancer?.State?.Code, "active");
      expectThat("zones", (balancer?.AvailabilityZones?.length ?? 0) >= 2, balancer?.AvailabilityZones);
      const { Listeners } = await aws.loadBalancing.send(
        new DescribeListenersCommand({ LoadBalancerArn: arn }),
      );
      const forwards = Listeners?.flatMap(({ DefaultActions = [] }) =>
        DefaultActions.map((action) => action.Type),
      );
      expectThat("a listener that forwards", forwards?.includes("forward") ?? false, forwards);
      const { TargetGroups } = await aws.loadBalancing.send(
        new DescribeTargetGroupsCommand({ LoadBalancerArn: arn }),
      );
      expectEqual(
        "target groups",
        TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn),
        [outputs.targetGroupArn],
      );
      expectEqual("health check's path", TargetGroups?.[0]?.HealthCheckPath, "/healthcheck");
    },
  },
  {
    id: "load-balancing.attributes",
    title: "The target group's attributes are strings under AWS's names.",
    async run({ place: { aws, outputs } }) {
      const { Attributes = [] } = await aws.loadBalancing.send(
        new DescribeTargetGroupAttributesCommand({ TargetGroupArn: outputs.targetGroupArn }),
      );
      const keys = Attributes.map(({ Key }) => Key);
      for (const key of ["deregistration_delay.timeout_seconds", "load_balancing.algorithm.type"]) {
        expectThat(`attribute ${key}`, keys.includes(key), keys);
      }
    },
  },
];
