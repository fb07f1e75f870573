import {
  DescribeTargetGroupAttributes$,
  type DescribeTargetGroupAttributesInput,
  type DescribeTargetGroupAttributesOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsOperation } from "../../wire/operation.ts";
import { attributeList } from "./attribute-list.ts";
import { checkArn, targetGroupNotFound } from "./errors.ts";

/** The attributes that the target group acts by. */
export const describeTargetGroupAttributes: AwsOperation<
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput
> = {
  service: "elasticloadbalancing",
  schema: DescribeTargetGroupAttributes$,
  handle({ TargetGroupArn }, { lab }) {
    checkConstraints({ TargetGroupArn }, { TargetGroupArn: { required: true } });
    checkArn(TargetGroupArn ?? "", "target group");
    const settings = lab.targetGroupSettings();
    if (TargetGroupArn !== settings.arn) {
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
        "stickiness.enabled": false,
        [`${unhealthyRouting}.count`]: minimumHealthyTargetsCount,
        [`${unhealthyRouting}.percentage`]: minimumHealthyTargetsPercentage ?? "off",
      }),
    };
  },
};
