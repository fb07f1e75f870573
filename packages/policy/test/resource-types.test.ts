import * as aws from "@pulumi/aws";
import { expect, test } from "vitest";
import { resourceTypes } from "../src/resource-types.ts";

/** The class of a type token: `aws:s3/bucket:Bucket` is `aws.s3.Bucket`. */
function pulumiTypeOf(token: string): unknown {
  const [, path = "", className = ""] = token.split(":");
  const [moduleName = ""] = path.split("/");
  const found = Reflect.get(Reflect.get(aws, moduleName), className);
  return Reflect.get(found, "__pulumiType");
}

test.each(Object.values(resourceTypes))("%s is the token of a class in @pulumi/aws", (token) => {
  expect(pulumiTypeOf(token)).toBe(token);
});
