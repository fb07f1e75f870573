import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { propertiesOf, quoted } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/**
 * `pulumi up` must end only when the new instances are healthy behind the load balancer, and must notice a changed launch
 * template. The literal version `$Latest` never changes, so it would hide every change.
 */
export function* checkGroupWaitsForHealth({ props }: CheckedResource): Iterable<string> {
  const { minElbCapacity, minSize, waitForCapacityTimeout } = props;
  if (typeof minElbCapacity !== "number" || minElbCapacity < Number(minSize)) {
    yield `minElbCapacity is ${quoted(minElbCapacity)}; set it to minSize (${quoted(minSize)}), so that an update waits for healthy instances.`;
  }
  if (waitForCapacityTimeout === "0" || waitForCapacityTimeout === "0s") {
    yield "waitForCapacityTimeout is 0, so nothing waits for minElbCapacity; leave it out or give a time.";
  }
  const { version } = propertiesOf(props.launchTemplate);
  if (version === "$Latest" || version === "$Default") {
    yield `launchTemplate.version is ${quoted(version)}, which never changes; use the template's latestVersion.`;
  }
}

export const groupWaitsForHealth: ResourcePolicy = {
  scope: "resource",
  name: "group-waits-for-health",
  description: "An update of the group ends when its new instances are healthy, or fails.",
  types: [resourceTypes.group],
  check: checkGroupWaitsForHealth,
};
