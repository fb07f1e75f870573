import { companionsOf } from "../companions.ts";
import type { CheckedResource, StackPolicy, StackViolation } from "../policy.ts";
import { listOf, propertiesOf } from "../property-values.ts";
import { resourceTypes } from "../resource-types.ts";

/** Every bucket must have a rule that encrypts what is put into it. */
export function* checkBucketEncrypted(resources: readonly CheckedResource[]): Iterable<StackViolation> {
  for (const resource of resources.filter(({ type }) => type === resourceTypes.bucket)) {
    const companions = companionsOf(resource, resourceTypes.bucketEncryption, "bucket", resources);
    if (!companions.some(encrypts)) {
      yield {
        resource,
        message:
          "no BucketServerSideEncryptionConfiguration with an sseAlgorithm belongs to this bucket; add one.",
      };
    }
  }
}

export const bucketEncrypted: StackPolicy = {
  scope: "stack",
  name: "bucket-encrypted",
  description: "Every bucket encrypts its objects by its own rule.",
  check: checkBucketEncrypted,
};

function encrypts({ props }: CheckedResource): boolean {
  return listOf(props.rules).some((rule) => {
    const byDefault = propertiesOf(propertiesOf(rule).applyServerSideEncryptionByDefault);
    return typeof byDefault.sseAlgorithm === "string";
  });
}
