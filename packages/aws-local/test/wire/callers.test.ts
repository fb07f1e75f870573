import { request } from "node:http";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SampleRegion, startSampleRegion, switchParameterName } from "../sample-region.ts";

let lab: SampleRegion;
beforeAll(async () => {
  lab = await startSampleRegion();
});
afterAll(() => lab.close());

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** By node:http, because fetch does not let a caller choose Host, Origin and Sec-Fetch-Site. */
function send({
  method = "POST",
  path = "/",
  headers = {},
  body,
}: Sent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(lab.url, { method, path, headers, agent: false }, async (response) => {
      const chunks = await response.toArray();
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const credential = (service: string) => `AKIALAB/20260101/us-east-1/${service}/aws4_request`;
const signed = (service: string) => ({ Authorization: `AWS4-HMAC-SHA256 Credential=${credential(service)}` });
const putFields = {
  Action: "PutParameter",
  Version: "2014-11-06",
  Name: switchParameterName,
  Value: "false",
  Type: "String",
  Overwrite: "true",
};
const presigned = (fields: Record<string, string>, service: string) =>
  `/?${new URLSearchParams({ ...fields, "X-Amz-Credential": credential(service) })}`;
const balancers = { Action: "DescribeLoadBalancers", Version: "2015-12-01" };
const parameterNow = () => lab.services.ssm.parameters.get(switchParameterName);

describe("the AWS endpoint and web pages", () => {
  test.each([
    ["another name than this machine's", { Host: "rebound.example:80" }, "rebound.example"],
    ["another site's form", { Origin: "https://evil.example" }, "https://evil.example"],
    ["a page without a site", { Origin: "null" }, "the page null"],
    ["another site's image", { "Sec-Fetch-Site": "cross-site" }, "Sec-Fetch-Site: cross-site"],
    ["a page of another port of this machine", { "Sec-Fetch-Site": "same-site" }, "same-site"],
    ["a page of its own, which it has not", { "Sec-Fetch-Site": "same-origin" }, "same-origin"],
  ])("accepts no call from %s", async (_what, headers: Record<string, string>, named) => {
    for (const method of ["GET", "POST"]) {
      const refused = await send({ method, path: presigned(balancers, "elasticloadbalancing"), headers });
      expect(refused.status).toBe(403);
      expect(refused.body).toContain(named);
    }
  });

  test.each(["127.0.0.1:4566", "localhost", "localhost:4566", "[::1]:4566"])(
    "answers under this machine's own name %s",
    async (Host) => {
      const path = presigned(balancers, "elasticloadbalancing");
      expect(await send({ method: "GET", path, headers: { Host, "Sec-Fetch-Site": "none" } })).toMatchObject({
        status: 200,
      });
    },
  );

  test("allows no page to send a request that needs a preflight", async () => {
    const refused = await fetch(lab.url, {
      method: "OPTIONS",
      headers: { "Access-Control-Request-Headers": "x-amz-target", "Access-Control-Request-Method": "POST" },
    });
    expect(refused.ok).toBe(false);
    expect([...refused.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("a call of the AWS endpoint", () => {
  test.each<[string, Sent]>([
    ["by an address, as of an image", { method: "GET", path: presigned(putFields, "ssm") }],
    ["by HEAD", { method: "HEAD", path: presigned(putFields, "ssm") }],
    ["by a form", { headers: signed("ssm"), body: String(new URLSearchParams(putFields)) }],
    ["by a form in the address", { path: presigned(putFields, "ssm") }],
    [
      "by JSON with GET",
      {
        method: "GET",
        headers: {
          ...signed("ssm"),
          "X-Amz-Target": "AmazonSSM.PutParameter",
          "Content-Type": "application/x-amz-json-1.1",
        },
        body: JSON.stringify({ Name: switchParameterName, Value: "false", Overwrite: true }),
      },
    ],
    [
      "by JSON under a media type that pages may send",
      {
        headers: { ...signed("ssm"), "X-Amz-Target": "AmazonSSM.PutParameter", "Content-Type": "text/plain" },
        body: JSON.stringify({ Name: switchParameterName, Value: "false", Overwrite: true }),
      },
    ],
    [
      "by CBOR",
      {
        path: "/service/AmazonSSM/operation/PutParameter",
        headers: { ...signed("ssm"), "smithy-protocol": "rpc-v2-cbor" },
      },
    ],
  ])("of Parameter Store %s changes nothing and is refused", async (_what, sent) => {
    const before = parameterNow();
    expect((await send(sent)).status).toBe(400);
    expect(parameterNow()).toEqual(before);
  });

  test("of Parameter Store comes by JSON in a POST", async () => {
    const ssm = new SSMClient(lab.clientConfig);
    await ssm.send(new PutParameterCommand({ Name: switchParameterName, Value: "true", Overwrite: true }));
    expect(parameterNow()?.version).toBe(2);
    ssm.destroy();
  });

  test.each([
    ["dynamodb", "DescribeTable", "2012-08-10"],
    ["ssm", "GetParameter", "2014-11-06"],
  ])("of %s does not accept forms, and says so", async (service, Action, Version) => {
    const refused = await send({
      headers: signed(service),
      body: String(new URLSearchParams({ Action, Version })),
    });
    expect(refused).toMatchObject({
      status: 400,
      body: expect.stringContaining(`the call ${service} ${Action} (version ${Version}) as a form.`),
    });
  });

  test.each([
    ["elasticloadbalancing", "ElasticLoadBalancing_v10.DescribeLoadBalancers"],
    ["autoscaling", "AutoScaling_2011_01_01.DescribeAutoScalingGroups"],
    ["sts", "AWSSecurityTokenServiceV20110615.GetCallerIdentity"],
  ])("of %s does not accept JSON, as on AWS", async (service, target) => {
    const headers = {
      ...signed(service),
      "X-Amz-Target": target,
      "Content-Type": "application/x-amz-json-1.1",
    };
    expect(await send({ headers, body: "{}" })).toMatchObject({
      status: 400,
      body: expect.stringContaining(`${target} in JSON`),
    });
  });

  test("that changes something is refused as a GET, also if its service accepts forms", async () => {
    const fields = { Action: "DeleteLoadBalancer", Version: "2015-12-01" };
    const path = presigned(fields, "elasticloadbalancing");
    expect((await send({ method: "GET", path })).body).toContain(
      "DeleteLoadBalancer (version 2015-12-01) as a form by GET",
    );
    expect((await send({ path })).body).toContain("elasticloadbalancing DeleteLoadBalancer.");
  });

  test("that only reads may come by GET and HEAD if its service accepts forms", async () => {
    const path = presigned(balancers, "elasticloadbalancing");
    expect((await send({ method: "GET", path })).body).toContain("<LoadBalancerName>soft-landing-test");
    expect(await send({ method: "HEAD", path })).toEqual({ status: 200, body: "" });
  });

  test.each(["PUT", "DELETE", "PATCH"])("never comes by %s", async (method) => {
    expect((await send({ method, path: presigned(balancers, "elasticloadbalancing") })).status).toBe(400);
  });

  test("may be 1 MiB long, of DynamoDB 16", async () => {
    const status = async (target: string, bytes: number) =>
      (
        await send({
          headers: { "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0", ...signed("ssm") },
          body: " ".repeat(bytes),
        })
      ).status;
    const MiB = 1024 * 1024;
    expect(await status("AmazonSSM.GetParameter", MiB)).toBe(400);
    expect(await status("AmazonSSM.GetParameter", MiB + 1)).toBe(413);
    expect(await status("DynamoDB_20120810.GetItem", MiB + 1)).toBe(400);
    expect(await status("DynamoDB_20120810.GetItem", 16 * MiB + 1)).toBe(413);
  });
});
