import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { quoted } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/** The group must replace what the load balancer finds unhealthy, not only what EC2 finds stopped. */
export function* checkGroupElbHealthCheck({ props }: CheckedResource): Iterable<string> {
  if (props.healthCheckType !== "ELB") {
    yield `healthCheckType is ${quoted(props.healthCheckType)}; set it to "ELB".`;
  }
}

export const groupElbHealthCheck: ResourcePolicy = {
  scope: "resource",
  name: "group-elb-health-check",
  description: "The Auto Scaling group goes by the load balancer's health checks.",
  types: [resourceTypes.group],
  check: checkGroupElbHealthCheck,
};
