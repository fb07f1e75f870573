import { companionsOf } from "../companions.ts";
import type { CheckedResource, StackPolicy, StackViolation } from "../policy.ts";
import { parsePolicyDocument, statementsOf } from "../policy-document.ts";
import { propertiesOf, stringsOf } from "../property-values.ts";
import { bucketTypes, resourceTypes } from "../resource-types.ts";

/** Every bucket must deny requests without TLS. */
export function* checkBucketTlsOnly(resources: readonly CheckedResource[]): Iterable<StackViolation> {
  for (const resource of resources.filter(({ type }) => bucketTypes.includes(type))) {
    const companions = companionsOf(resource, resourceTypes.bucketPolicy, "bucket", resources);
    if (!companions.some(({ props }) => deniesPlainText(props.policy))) {
      yield {
        resource,
        message: "no BucketPolicy denies s3:* where aws:SecureTransport is false; add one.",
      };
    }
  }
}

export const bucketTlsOnly: StackPolicy = {
  scope: "stack",
  name: "bucket-tls-only",
  description: "Buckets refuse requests without TLS.",
  check: checkBucketTlsOnly,
};

function deniesPlainText(policy: unknown): boolean {
  return statementsOf(parsePolicyDocument(policy)).some((statement) => {
    const condition = propertiesOf(propertiesOf(statement.Condition).Bool);
    return (
      statement.Effect === "Deny" &&
      stringsOf(statement.Action).some((action) => action === "s3:*" || action === "*") &&
      String(condition["aws:SecureTransport"]) === "false"
    );
  });
}
