import {
  DescribeTargetGroupAttributes$,
  type DescribeTargetGroupAttributesInput,
  type DescribeTargetGroupAttributesOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { attributeList } from "./attribute-list.ts";
import type { Elbv2State } from "./elbv2.ts";
import { checkArn, targetGroupNotFound } from "./errors.ts";

/** The attributes that have an effect on the target group. */
export const describeTargetGroupAttributes: Operation<
  Elbv2State,
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput
> = {
  schema: DescribeTargetGroupAttributes$,
  honours: { TargetGroupArn: true },
  handle({ TargetGroupArn }, { targetGroups }) {
    checkConstraints({ TargetGroupArn }, { TargetGroupArn: { required: true } });
    checkArn(TargetGroupArn ?? "", "target group");
    const settings = targetGroups.get(TargetGroupArn ?? "")?.targetGroup.settings;
    if (settings === undefined) {
      throw targetGroupNotFound();
    }
    const { minimumHealthyTargetsCount, minimumHealthyTargetsPercentage } = settings.unhealthyStateRouting;
    const unhealthyRouting = "target_group_health.unhealthy_state_routing.minimum_healthy_targets";
    return {
      Attributes: attributeList({
        "deregistration_delay.timeout_seconds": settings.deregistrationDelaySeconds,
        "load_balancing.algorithm.anomaly_mitigation": settings.anomalyMitigation,
        "load_balancing.algorithm.type": settings.algorithm,
        "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
        "slow_start.duration_seconds": settings.slowStartSeconds,
        "stickiness.enabled": settings.stickiness !== undefined,
        "stickiness.lb_cookie.duration_seconds": settings.stickiness?.durationSeconds ?? 86_400,
        "stickiness.type": "lb_cookie",
        [`${unhealthyRouting}.count`]: minimumHealthyTargetsCount,
        [`${unhealthyRouting}.percentage`]: minimumHealthyTargetsPercentage ?? "off",
      }),
    };
  },
};
