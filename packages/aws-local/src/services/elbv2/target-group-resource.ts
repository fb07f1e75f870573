import { ResourceInUseException } from "@aws-sdk/client-elastic-load-balancing-v2";
import { z } from "zod";
import type { TargetGroupSettings } from "../../load-balancer/contract.ts";
import { createTargetGroup } from "../../load-balancer/target-group/target-group.ts";
import { notPlayed } from "../../not-played.ts";
import { resourceType } from "../../service.ts";
import type { Elbv2State } from "./elbv2.ts";
import { targetGroupsOf } from "./running-listener.ts";

/** Numbers that Pulumi's types also accept as text, such as `"off"`. */
const countSchema = z.union([z.number(), z.string()]).transform(Number).optional();

/** With the provider's defaults. */
const stickinessSchema = z
  .object({
    type: z.string(),
    enabled: z.boolean().default(true),
    cookieDuration: z.number().default(86_400),
  })
  .refine(({ type, enabled }) => type === "lb_cookie" || !enabled, {
    path: ["type"],
    error: "the lab supports only the stickiness lb_cookie",
  });

const schema = z.object({
  name: z.string(),
  arn: z.string(),
  arnSuffix: z.string(),
  port: z.int(),
  vpcId: z.string().optional(),
  tags: z.record(z.string(), z.string()).default({}),
  protocol: z.string().default("HTTP"),
  protocolVersion: z.enum(["HTTP1", "HTTP2", "GRPC"]).default("HTTP1"),
  targetType: z.literal("instance", "the lab supports only targets of type instance").default("instance"),
  // The provider's own defaults: 300, and a number as text from older programs.
  deregistrationDelay: z.coerce.number().default(300),
  slowStart: z.number().default(0),
  loadBalancingAlgorithmType: z
    .enum(["round_robin", "least_outstanding_requests", "weighted_random"])
    .default("round_robin"),
  loadBalancingAnomalyMitigation: z.enum(["on", "off"]).default("off"),
  /** With the provider's defaults (3 and 3), which are not the API's. */
  healthCheck: z
    .object({
      path: z.string().default("/"),
      port: z.string().default("traffic-port"),
      protocol: z.string().default("HTTP"),
      interval: z.number().default(30),
      timeout: z.number().default(6),
      healthyThreshold: z.int().default(3),
      unhealthyThreshold: z.int().default(3),
      matcher: z.string().default("200"),
    })
    .prefault({}),
  stickiness: stickinessSchema.optional(),
  ...notPlayed(["targetControlPort"]),
  targetGroupHealth: z
    .object({
      unhealthyStateRouting: z
        .object({ minimumHealthyTargetsCount: countSchema, minimumHealthyTargetsPercentage: countSchema })
        .optional(),
    })
    .optional(),
});
export type TargetGroupProperties = z.infer<typeof schema>;

export const targetGroupResource = resourceType<Elbv2State, typeof schema>({
  token: "aws:lb/targetGroup:TargetGroup",
  schema,
  replaceOn: [
    "name",
    "namePrefix",
    "port",
    "protocol",
    "protocolVersion",
    "targetType",
    "vpcId",
    "ipAddressType",
  ],
  create({ id, properties }, { host, targetGroups }) {
    const targetGroup = createTargetGroup({ ...host, settings: settingsOf(properties) });
    targetGroup.onHealthChange(host.onChange);
    targetGroups.set(id, { properties, targetGroup });
    host.onChange();
  },
  update({ id, properties }, { host, targetGroups }) {
    const running = targetGroups.get(id);
    if (running !== undefined) {
      running.properties = properties;
      running.targetGroup.update(settingsOf(properties));
    }
    host.onChange();
  },
  delete(id, { host, targetGroups, listeners }) {
    if ([...listeners.values()].some((listener) => targetGroupsOf(listener).has(id))) {
      throw new ResourceInUseException({
        message: `Target group '${id}' is currently in use by a listener or a rule`,
        $metadata: {},
      });
    }
    targetGroups.get(id)?.targetGroup.close();
    targetGroups.delete(id);
    host.onChange();
  },
  read: (id, { targetGroups }) => (targetGroups.has(id) ? {} : undefined),
});

function settingsOf(group: TargetGroupProperties): TargetGroupSettings {
  const { path, interval, timeout, healthyThreshold, unhealthyThreshold, matcher } = group.healthCheck;
  const routing = group.targetGroupHealth?.unhealthyStateRouting;
  const percentage = routing?.minimumHealthyTargetsPercentage;
  return {
    name: group.name,
    arn: group.arn,
    arnSuffix: group.arnSuffix,
    port: group.port,
    protocolVersion: group.protocolVersion,
    healthCheck: {
      path,
      intervalSeconds: interval,
      timeoutSeconds: timeout,
      healthyThreshold,
      unhealthyThreshold,
      matcher,
    },
    deregistrationDelaySeconds: group.deregistrationDelay,
    slowStartSeconds: group.slowStart,
    algorithm: group.loadBalancingAlgorithmType,
    anomalyMitigation: group.loadBalancingAnomalyMitigation,
    ...(group.stickiness?.enabled && { stickiness: { durationSeconds: group.stickiness.cookieDuration } }),
    unhealthyStateRouting: {
      minimumHealthyTargetsCount: routing?.minimumHealthyTargetsCount ?? 1,
      ...(percentage !== undefined &&
        Number.isFinite(percentage) && { minimumHealthyTargetsPercentage: percentage }),
    },
  };
}
