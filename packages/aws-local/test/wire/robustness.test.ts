import { request } from "node:http";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type SampleRegion, startSampleRegion, tableName } from "../sample-region.ts";

const lab: SampleRegion = await startSampleRegion({ tables: true });
afterAll(() => lab.close());

interface AnyRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

function send({ method, path, headers, body }: AnyRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(lab.url);
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const calls = lab.services.all.flatMap(({ model, operations, engine }) =>
  [...operations.keys(), ...(engine?.operations ?? [])].map((name) => ({ model, name })),
);

/** Values that look like what the operations take, so that they get past the first check. */
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(tableName, "id", "HASH", "S", { S: "1" }, { N: "x" }, null, -1, 1e9, true, ""),
    fc.string(),
    fc.double(),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        "TableName",
        "Key",
        "id",
        "Item",
        "Name",
        "Names",
        "S",
        "L",
        "M",
        "MaxResults",
        "__proto__",
      ),
      tie("any"),
      { maxKeys: 5 },
    ),
  ),
})).any;

const jsonCall = fc.tuple(fc.constantFrom(...calls), value).map(([{ model, name }, input]) => ({
  method: "POST",
  path: "/",
  headers: {
    "X-Amz-Target": `${model.target}.${name}`,
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Date": "20260101T000000Z",
    Authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/${model.name}/aws4_request, SignedHeaders=host, Signature=x`,
  },
  body: JSON.stringify(input) ?? "",
}));

const formCall = fc
  .tuple(
    fc.constantFrom(...calls),
    fc.dictionary(fc.string(), fc.string()),
    fc.constantFrom("Targets.member.1.Port", "MaxRecords", "PageSize", "StartTime", "Names.member.x"),
    fc.string(),
  )
  .map(([{ model, name }, fields, key, text]) => ({
    method: "POST",
    path: "/",
    headers: { Authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/${model.name}/aws4_request` },
    body: new URLSearchParams({
      ...fields,
      [key]: text,
      Action: name,
      Version: model.version,
    }).toString(),
  }));

const cborCall = fc.tuple(fc.constantFrom(...calls), fc.uint8Array()).map(([{ model, name }, body]) => ({
  method: "POST",
  path: `/service/${model.target}/operation/${name}`,
  headers: {
    "smithy-protocol": "rpc-v2-cbor",
    Authorization: `AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/${model.name}/aws4_request`,
  },
  body,
}));

const anything = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS"),
  path: fc.webPath().map((path) => `/${path}`),
  headers: fc.dictionary(
    fc.constantFrom("Authorization", "X-Amz-Target", "Content-Type", "smithy-protocol"),
    fc.stringMatching(/^[ -~]{0,40}$/),
  ),
  body: fc.oneof(fc.string(), fc.uint8Array()),
});

test("any request gets a status, and the endpoint keeps working", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(jsonCall, jsonCall, formCall, cborCall, anything), async (sent) => {
      expect(await send(sent)).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});
