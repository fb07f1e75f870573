import type { TagDescription } from "@aws-sdk/client-auto-scaling";
import type { GroupProperties } from "./group-resource.ts";

/** A complete tag of a group. */
export interface GroupTag extends TagDescription {
  ResourceId: string;
  Key: string;
  Value: string;
}

export function tagsOf({ name, tags }: GroupProperties): GroupTag[] {
  return tags.map(({ key, value, propagateAtLaunch }) => ({
    ResourceId: name,
    ResourceType: "auto-scaling-group",
    Key: key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  }));
}
