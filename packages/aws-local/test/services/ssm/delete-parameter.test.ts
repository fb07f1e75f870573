import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SampleRegion, startSampleRegion } from "../../sample-region.ts";

let lab: SampleRegion;
let ssm: SSMClient;

beforeEach(async () => {
  lab = await startSampleRegion();
  ssm = new SSMClient(lab.clientConfig);
  await put("/shop/a");
  await put("/shop/b");
});
afterEach(async () => {
  ssm.destroy();
  await lab.close();
});

const put = (Name: string) => ssm.send(new PutParameterCommand({ Name, Value: "x", Type: "String" }));
const get = (Name: string) => ssm.send(new GetParameterCommand({ Name }));

describe("DeleteParameter", () => {
  test("deletes a parameter with its versions", async () => {
    await ssm.send(new DeleteParameterCommand({ Name: "/shop/a" }));
    await expect(get("/shop/a")).rejects.toBeInstanceOf(ParameterNotFound);
    expect((await put("/shop/a")).Version).toBe(1);
  });

  test.each([
    ["a name that no parameter has", "/missing", "ParameterNotFound"],
    ["an ARN", "arn:aws:ssm:us-east-1:123456789012:parameter/shop/a", "ValidationException"],
  ])("refuses %s", async (_what, Name, name) => {
    await expect(ssm.send(new DeleteParameterCommand({ Name }))).rejects.toMatchObject({ name });
    expect((await get("/shop/a")).Parameter?.Version).toBe(1);
  });
});

describe("DeleteParameters", () => {
  test("deletes what it finds and lists the rest as invalid", async () => {
    const Names = ["/shop/b", "/missing", "/shop/a", "/shop/b"];
    const answer = await ssm.send(new DeleteParametersCommand({ Names }));
    expect(answer).toMatchObject({
      DeletedParameters: ["/shop/a", "/shop/b"],
      InvalidParameters: ["/missing"],
    });
    await expect(get("/shop/b")).rejects.toBeInstanceOf(ParameterNotFound);
  });

  test("accepts at most ten names at once", async () => {
    const Names = Array.from({ length: 11 }, (_, index) => `/shop/${index}`);
    await expect(ssm.send(new DeleteParametersCommand({ Names }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });
});
