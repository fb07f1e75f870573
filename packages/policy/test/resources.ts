import type { CheckedResource } from "../src/policy.ts";

/** A resource as the policies see it; its URN is its name. */
export function resource(
  type: string,
  props: CheckedResource["props"],
  propertyDependencies: CheckedResource["propertyDependencies"] = {},
  name = type,
): CheckedResource {
  return { urn: name, type, name, props, propertyDependencies };
}
