import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CountedAnswer, CountedCall } from "./steps-process.ts";

let counter: ChildProcess;
beforeAll(async () => {
  counter = fork(join(import.meta.dirname, "steps-process.ts"), { execArgv: [] });
  await once(counter, "message");
});
afterAll(() => counter.kill());

async function stepsOf(request: CountedCall["request"]): Promise<number> {
  counter.send({ request } satisfies CountedCall);
  const [answer] = (await once(counter, "message")) as [CountedAnswer];
  return answer.steps;
}

const credential = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/${service}/aws4_request`,
});

function json(operation: string, body: string): CountedCall["request"] {
  return {
    method: "POST",
    url: "/",
    headers: {
      ...credential("ssm"),
      "x-amz-target": `AmazonSSM.${operation}`,
      "content-type": "application/x-amz-json-1.1",
    },
    bodyInBase64: Buffer.from(body).toString("base64"),
  };
}

const ssm = (operation: string, input: object) => json(operation, JSON.stringify(input));

function form(fields: string): CountedCall["request"] {
  const body = `Action=DescribeTargetHealth&Version=2015-12-01&${fields}`;
  return {
    method: "POST",
    url: "/",
    headers: credential("elasticloadbalancing"),
    bodyInBase64: Buffer.from(body).toString("base64"),
  };
}

function inCbor(body: Uint8Array): CountedCall["request"] {
  return {
    method: "POST",
    url: "/service/GraniteServiceVersion20100801/operation/ListMetrics",
    headers: { ...credential("monitoring"), "smithy-protocol": "rpc-v2-cbor" },
    bodyInBase64: Buffer.from(body).toString("base64"),
  };
}

const many = (count: number, item: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => item(index)).join("&");
const put = (more: object) => ssm("PutParameter", { Name: "/a", Type: "String", Value: "x", ...more });

/** What a caller may send, by how much of it there is. */
const requests: Readonly<Record<string, (size: number) => CountedCall["request"]>> = {
  "brackets without end": (size) => json("GetParameter", "[".repeat(size)),
  "objects in objects": (size) => json("GetParameter", `${'{"Name":'.repeat(size)}1${"}".repeat(size)}`),
  "members that nobody knows": (size) =>
    ssm("GetParameter", Object.fromEntries(Array.from({ length: size }, (_, index) => [`M${index}`, 1]))),
  "names by the thousand": (size) =>
    ssm("GetParameters", { Names: Array.from({ length: size }, (_, index) => `/a${index}`) }),
  "a name of slashes": (size) => ssm("GetParameter", { Name: "/a".repeat(size) }),
  "an ARN of hyphens": (size) => ssm("GetParameter", { Name: `arn:aws${"-".repeat(size)}` }),
  "a path of slashes": (size) => ssm("GetParametersByPath", { Path: "/".repeat(size) }),
  "a name of colons": (size) => ssm("GetParameter", { Name: ":".repeat(size) }),
  "braces that open": (size) => put({ Value: "{".repeat(size) }),
  "braces that open and nearly close": (size) => put({ Value: `{{${"}a".repeat(size)}` }),
  "tags by the thousand": (size) =>
    put({
      Name: "/tagged",
      Tags: Array.from({ length: size }, (_, index) => ({ Key: `k${index}`, Value: "v" })),
    }),
  "filters by the thousand": (size) =>
    ssm("DescribeParameters", {
      ParameterFilters: Array.from({ length: size }, () => ({ Key: "Name", Values: ["/a"] })),
    }),
  "a filter of many values": (size) =>
    ssm("DescribeParameters", {
      ParameterFilters: [{ Key: "Name", Values: Array.from({ length: size }, () => "/a") }],
    }),
  "a field of dots": (size) => form(`${"a.".repeat(size)}b=1`),
  "fields that nobody knows": (size) => form(many(size, (index) => `F${index}=1`)),
  "items by the thousand": (size) => form(many(size, (index) => `Targets.member.${index}.Id=i-${index}`)),
  "items without numbers": (size) => form(many(size, (index) => `Targets.member.x${index}=1`)),
  "one field again and again": (size) => form(many(size, () => "TargetGroupArn=arn")),
  "CBOR lists in lists": (size) => inCbor(new Uint8Array(size).fill(0x81)),
  "a CBOR number of any size": (size) =>
    inCbor(
      Uint8Array.from([
        0xc2,
        0x5a,
        0,
        ...[16, 8, 0].map((shift) => (size >> shift) & 255),
        ...new Uint8Array(size),
      ]),
    ),
  "a CBOR list that claims more than there is": (size) =>
    inCbor(Uint8Array.from([0xa1, 0x61, 0x78, 0x9a, 0x7f, 0xff, 0xff, 0xff, ...new Uint8Array(size)])),
};

/** Patterns that make a backtracking engine try exponentially or quadratically many ways. */
const slowPatterns = [
  "(a+)+$",
  "(a|aa)+$",
  "(a|a)*b",
  "(.*a){12}b",
  "([a-z]+)*\\d",
  "a*a*a*a*a*b",
  "(a?){30}a{30}",
];

describe("the work for one request", () => {
  test.each(Object.keys(requests))("grows no faster than its length: %s", async (name) => {
    const request = requests[name];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 500, max: 4000 }), async (size) => {
        const once_ = await stepsOf(request?.(size) ?? form(""));
        const twice = await stepsOf(request?.(2 * size) ?? form(""));
        expect(twice).toBeLessThanOrEqual(2.2 * once_ + 2000);
      }),
      { numRuns: 4 },
    );
  });

  test.each(slowPatterns)(
    "grows no faster than the value that a pattern is matched with: %s",
    async (AllowedPattern) => {
      const stepsFor = (length: number) => stepsOf(put({ AllowedPattern, Value: `${"a".repeat(length)}!` }));
      // What is compiled or cached once is not counted.
      await stepsFor(1000);
      const once_ = await stepsFor(1000);
      expect(await stepsFor(2000)).toBeLessThanOrEqual(2.2 * once_ + 2000);
      expect(await stepsFor(4000)).toBeLessThanOrEqual(4.4 * once_ + 2000);
    },
  );

  test("is less than a few million steps, for any request", async () => {
    const longest = 1024 * 1024;
    for (const request of [
      json("GetParameter", "[".repeat(longest)),
      json("GetParameter", " ".repeat(longest)),
      form("a.".repeat(longest / 2)),
      form("&".repeat(longest)),
      inCbor(new Uint8Array(longest).fill(0x9f)),
      put({ AllowedPattern: "(a?){900}", Value: "a".repeat(4096) }),
    ]) {
      expect(await stepsOf(request)).toBeLessThan(20_000_000);
    }
  });
});
