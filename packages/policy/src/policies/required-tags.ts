import type { CheckedResource, ResourcePolicy } from "../policy.ts";
import { listOf, propertiesOf } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/** The tags that every bill and every clean-up needs. */
export const requiredTags = ["Project", "Stack"] as const;

/**
 * Pulumi.yaml's `aws:defaultTags` reach every resource that the provider creates, but not what the group
 * launches. So the group must propagate the tags to its instances, and the launch template must tag their
 * volumes.
 */
export function* checkRequiredTags({ type, props }: CheckedResource): Iterable<string> {
  const { place, tags } = type === resourceTypes.group ? handedOn(props) : volumeTags(props);
  for (const key of requiredTags) {
    if (typeof tags[key] !== "string" || tags[key] === "") {
      yield `${place} does not have the tag ${key}; add it.`;
    }
  }
}

export const requiredTagsPolicy: ResourcePolicy = {
  scope: "resource",
  name: "required-tags",
  description: `The instances and volumes that the group launches have the tags ${requiredTags.join(" and ")}.`,
  types: [resourceTypes.group, resourceTypes.launchTemplate],
  check: checkRequiredTags,
};

function handedOn(props: CheckedResource["props"]) {
  const tags = listOf(props.tags)
    .map(propertiesOf)
    .filter((tag) => tag.propagateAtLaunch === true);
  return {
    place: "tags (with propagateAtLaunch)",
    tags: Object.fromEntries(tags.map(({ key, value }) => [String(key), value])),
  };
}

function volumeTags(props: CheckedResource["props"]) {
  const specification = listOf(props.tagSpecifications)
    .map(propertiesOf)
    .find(({ resourceType }) => resourceType === "volume");
  return { place: "tagSpecifications for volume", tags: propertiesOf(specification?.tags) };
}
