import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { stringsOf } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/** With three zones, the loss of one leaves two thirds of the instances serving. */
export const zonesAtLeast = 3;

/**
 * The group and the load balancer must stand in three subnets or more; the network has one subnet of a kind in each
 * zone. In a first preview the subnets are not known yet, so the recorded graph is what really gates this.
 */
export function* checkThreeZones({ type, props }: CheckedResource): Iterable<string> {
  const property = type === resourceTypes.group ? "vpcZoneIdentifiers" : "subnets";
  const subnets = new Set(stringsOf(props[property]));
  if (subnets.size < zonesAtLeast) {
    yield `${property} names ${subnets.size} different subnets; it needs one in each of at least ${zonesAtLeast} zones.`;
  }
}

export const threeZones: ResourcePolicy = {
  scope: "resource",
  name: "three-zones",
  description: `The group and the load balancer span at least ${zonesAtLeast} Availability Zones.`,
  types: [resourceTypes.group, resourceTypes.loadBalancer],
  check: checkThreeZones,
};
