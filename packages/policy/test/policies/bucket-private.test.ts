import { expect, test } from "vitest";
import { checkBucketPrivate } from "../../src/policies/bucket-private.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

const bucket = resource(resourceTypes.bucket, {}, {}, "releases");
const allBlocked = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

function accessBlock(props: Record<string, unknown>) {
  return resource(resourceTypes.bucketPublicAccessBlock, props, { bucket: ["releases"] });
}

test("a bucket with all four blocks on passes", () => {
  expect([...checkBucketPrivate([bucket, accessBlock(allBlocked)])]).toEqual([]);
});

test("a bucket without an access block is refused", () => {
  expect([...checkBucketPrivate([bucket])]).toMatchObject([{ resource: bucket }]);
});

test.each(Object.keys(allBlocked))("a bucket with %s off is refused", (name) => {
  const opened = accessBlock({ ...allBlocked, [name]: false });
  expect([...checkBucketPrivate([bucket, opened])]).toEqual([
    { resource: opened, message: `${name} is false; set it to true.` },
  ]);
});
