import { expect, test } from "vitest";
import { checkBucketTlsOnly } from "../../src/policies/bucket-tls-only.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

const bucket = resource(resourceTypes.bucket, {}, {}, "releases");

function bucketPolicy(statement: Record<string, unknown>) {
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  return resource(resourceTypes.bucketPolicy, { policy }, { bucket: ["releases"] });
}

const denial = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::releases", "arn:aws:s3:::releases/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

test("a bucket that denies plain text passes", () => {
  expect([...checkBucketTlsOnly([bucket, bucketPolicy(denial)])]).toEqual([]);
});

test("a bucket of the deprecated type is a bucket", () => {
  const old = resource(resourceTypes.bucketV2, {}, {}, "old");
  expect([...checkBucketTlsOnly([old])]).toMatchObject([{ resource: old }]);
});

test.each([
  ["no policy", []],
  ["a policy that allows instead", [bucketPolicy({ ...denial, Effect: "Allow" })]],
  ["a policy that denies only reading", [bucketPolicy({ ...denial, Action: "s3:GetObject" })]],
  ["a policy with another condition", [bucketPolicy({ ...denial, Condition: {} })]],
])("a bucket with %s is refused", (_, companions) => {
  expect([...checkBucketTlsOnly([bucket, ...companions])]).toMatchObject([{ resource: bucket }]);
});
