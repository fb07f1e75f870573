import type { CheckedResource } from "./policy.ts";

/**
 * The resources of a type that have a property made from the given resource, such as the public access blocks
 * of a bucket. It uses Pulumi's property dependencies, because identifiers are not known in a first preview.
 */
export function companionsOf(
  resource: CheckedResource,
  type: string,
  property: string,
  resources: readonly CheckedResource[],
): readonly CheckedResource[] {
  return resources.filter(
    (candidate) =>
      candidate.type === type && (candidate.propertyDependencies[property] ?? []).includes(resource.urn),
  );
}
