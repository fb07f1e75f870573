import { expect, test } from "vitest";
import { checkBucketEncrypted } from "../../src/policies/bucket-encrypted.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

const bucket = resource(resourceTypes.bucket, {}, {}, "releases");

function encryption(sseAlgorithm: unknown, bucketUrn: string) {
  const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }];
  return resource(resourceTypes.bucketEncryption, { rules }, { bucket: [bucketUrn] });
}

test("a bucket with its own encryption rule passes", () => {
  expect([...checkBucketEncrypted([bucket, encryption("AES256", "releases")])]).toEqual([]);
});

test.each([
  ["no rule", []],
  ["another bucket's rule", [encryption("AES256", "logs")]],
  ["a rule without an algorithm", [encryption(undefined, "releases")]],
])("a bucket with %s is refused", (_, companions) => {
  expect([...checkBucketEncrypted([bucket, ...companions])]).toEqual([
    { resource: bucket, message: expect.stringContaining("add one") },
  ]);
});
