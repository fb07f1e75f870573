import { companionsOf } from "../companions.ts";
import type { CheckedResource, StackPolicy, StackViolation } from "../policy.ts";
import { quoted } from "../property-values.ts";
import { bucketTypes, resourceTypes } from "../resource-types.ts";

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

/** Every bucket must have a public access block with all four settings on. */
export function* checkBucketPrivate(resources: readonly CheckedResource[]): Iterable<StackViolation> {
  for (const bucket of resources.filter(({ type }) => bucketTypes.includes(type))) {
    const companions = companionsOf(bucket, resourceTypes.bucketPublicAccessBlock, "bucket", resources);
    if (companions.length === 0) {
      yield { resource: bucket, message: "no BucketPublicAccessBlock belongs to this bucket; add one." };
    }
    for (const companion of companions) {
      for (const block of blocks.filter((name) => companion.props[name] !== true)) {
        const message = `${block} is ${quoted(companion.props[block])}; set it to true.`;
        yield { resource: companion, message };
      }
    }
  }
}

export const bucketPrivate: StackPolicy = {
  scope: "stack",
  name: "bucket-private",
  description: "No bucket can be opened to the public, by ACL or by policy.",
  check: checkBucketPrivate,
};
