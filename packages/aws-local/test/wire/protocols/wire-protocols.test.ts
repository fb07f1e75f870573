import { GetMetricData$ } from "@aws-sdk/client-cloudwatch";
import { DescribeTargetGroups$ } from "@aws-sdk/client-elastic-load-balancing-v2";
import { GetParameter$, PutParameter$ } from "@aws-sdk/client-ssm";
import { cbor } from "@smithy/core/cbor";
import { describe, expect, test } from "vitest";
import { protocolOf } from "../../../src/wire/protocols/protocols.ts";
import type { ServiceModel } from "../../../src/wire/service-model.ts";
import type { WireError } from "../../../src/wire/wire-error.ts";

const model = (name: string, changes: Partial<ServiceModel> = {}): ServiceModel => ({
  name,
  namespace: "com.amazonaws.cloudwatch",
  protocols: ["json", "cbor", "query"],
  target: "",
  version: "",
  xmlNamespace: "http://test.amazonaws.com/doc/",
  awsQueryCompatible: false,
  ...changes,
});
const plain = model("ssm");
const compatible = model("monitoring", { awsQueryCompatible: true });
const error: WireError = {
  type: "ns#NotFound",
  queryCode: "NotFound.Query",
  message: "not <there>",
  messageKey: "Message",
  statusCode: 404,
  queryStatusCode: 409,
  fault: "client",
};
const serialization = (message: string) =>
  expect.objectContaining({ code: "SerializationException", message });
const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const openLists = (levels: number) => Buffer.from([...Array(levels).fill(0x81), 0x01]);

test("each service has each protocol once", () => {
  expect(protocolOf("query", plain)).toBe(protocolOf("query", plain));
  const all = (["json-1.0", "json-1.1", "cbor", "query"] as const).flatMap((name) => [
    protocolOf(name, plain),
    protocolOf(name, compatible),
  ]);
  expect(new Set(all).size).toBe(8);
});

describe.each(["1.0", "1.1"] as const)("AWS JSON %s", (version) => {
  const protocol = protocolOf(`json-${version}`, plain);
  const headers = { "Content-Type": `application/x-amz-json-${version}`, "x-amzn-RequestId": "r-1" };
  const operation = { schema: GetParameter$, honours: { Name: true, WithDecryption: true } as const };
  const read = (json: string) => protocol.readInput(operation, Buffer.from(json));

  test("reads an object, and ignores the name of its type", () => {
    expect(read('{"Name":"/a","__type":"x"}')).toEqual({ Name: "/a" });
    expect(read("{}")).toEqual({});
  });

  test("reads the body as UTF-8", () => {
    expect(read('{"Name":"/ü"}')).toEqual({ Name: "/ü" });
  });

  test.each(["{", "", "nonsense"])("refuses %j, which is not JSON", (json) => {
    expect(() => read(json)).toThrow(serialization("The request body is not JSON."));
  });

  test.each(["[]", "null", "5", '"text"'])("refuses %s, which is not an object", (json) => {
    expect(() => read(json)).toThrow(serialization("The request body is not a JSON object."));
  });

  test("refuses more than 128 levels before it reads them", () => {
    const words = "The request body nests deeper than 128 levels.";
    expect(() => read(deep(129))).toThrow(serialization(words));
    expect(() => read(deep(128))).toThrow(serialization("The request body is not a JSON object."));
  });

  test("refuses a member of another type, and an unsupported member", () => {
    expect(() => read('{"Name":5}')).toThrow(serialization("NUMBER_VALUE can not be converted to a String"));
    expect(() => read('{"Name":"/a","Colour":"red"}')).toThrow(
      "GetParameter, and refuses these members instead of ignoring them: Colour (it takes Name, WithDecryption).",
    );
  });

  test("writes an answer with its times in seconds, whole answers one after the other", () => {
    const write = (Name: string) =>
      protocol.writeOutput(GetParameter$, { Parameter: { Name, LastModifiedDate: new Date(1_500) } }, "r-1");
    const first = write("/a");
    const second = write("/b");
    expect(first).toMatchObject({ statusCode: 200, headers });
    expect(JSON.parse(Buffer.from(first.body).toString())).toEqual({
      Parameter: { Name: "/a", LastModifiedDate: 1.5 },
    });
    expect(JSON.parse(Buffer.from(second.body).toString()).Parameter.Name).toBe("/b");
  });

  test("writes an error by its type, with the message under its key", () => {
    expect(protocol.writeError(error, "r-1")).toEqual({
      statusCode: 404,
      headers,
      body: '{"__type":"ns#NotFound","Message":"not <there>"}',
    });
    expect(protocol.writeError({ ...error, message: undefined }, "r-1").body).toBe(
      '{"__type":"ns#NotFound"}',
    );
  });
});

test("clients that used the query protocol before also get its code, as a header", () => {
  const coded = (fault: WireError["fault"]) =>
    (["json-1.0", "cbor"] as const).map(
      (name) =>
        protocolOf(name, compatible).writeError({ ...error, fault }, "r-1").headers["x-amzn-query-error"],
    );
  expect(coded("client")).toEqual(["NotFound.Query;Sender", "NotFound.Query;Sender"]);
  expect(coded("server")).toEqual(["NotFound.Query;Receiver", "NotFound.Query;Receiver"]);
  expect(protocolOf("cbor", plain).writeError(error, "r-1").headers).not.toHaveProperty("x-amzn-query-error");
});

describe("CBOR", () => {
  const protocol = protocolOf("cbor", plain);
  const headers = {
    "Content-Type": "application/cbor",
    "smithy-protocol": "rpc-v2-cbor",
    "x-amzn-RequestId": "r-1",
  };
  const operation = { schema: GetMetricData$, honours: { NextToken: true, StartTime: true } as const };
  const read = (body: Uint8Array) => protocol.readInput(operation, Buffer.from(body));

  test("reads a map, and an empty body as an empty map", () => {
    expect(read(cbor.serialize({ NextToken: "t" }))).toEqual({ NextToken: "t" });
    expect(read(new Uint8Array())).toEqual({});
  });

  test.each<[string, unknown]>([
    ["a list", []],
    ["null", null],
    ["a number", 5],
    ["a text", "t"],
  ])("refuses %s, which is not a map", (_what, value) => {
    expect(() => read(cbor.serialize(value))).toThrow(serialization("The request body is not a CBOR map."));
  });

  test("refuses what the decoder cannot read", () => {
    expect(() => read(Uint8Array.of(0xff))).toThrow(serialization("The request body is not a CBOR map."));
  });

  test("refuses more than 128 levels before it reads them", () => {
    expect(() => read(openLists(129))).toThrow(
      serialization(
        "The request body nests deeper than 128 levels, claims more data than it has, or has a number without a size limit.",
      ),
    );
    expect(() => read(openLists(127))).toThrow(serialization("The request body is not a CBOR map."));
  });

  test("refuses an unsupported member", () => {
    expect(() => read(cbor.serialize({ Colour: "red" }))).toThrow(
      "GetMetricData, and refuses these members instead of ignoring them: Colour (it takes NextToken, StartTime).",
    );
  });

  test("writes an answer, whole answers one after the other", () => {
    const write = (NextToken: string) => protocol.writeOutput(GetMetricData$, { NextToken }, "r-1");
    const first = write("a");
    const second = write("b");
    expect(first).toMatchObject({ statusCode: 200, headers });
    expect([first, second].map(({ body }) => cbor.deserialize(Buffer.from(body)))).toEqual([
      { NextToken: "a" },
      { NextToken: "b" },
    ]);
  });

  test("writes an error by its type, with a message even if AWS has none", () => {
    const answer = protocol.writeError(error, "r-1");
    expect(answer).toMatchObject({ statusCode: 404, headers });
    expect(cbor.deserialize(Buffer.from(answer.body))).toEqual({
      __type: "ns#NotFound",
      Message: "not <there>",
    });
    const silent = protocol.writeError({ ...error, message: undefined }, "r-1");
    expect(cbor.deserialize(Buffer.from(silent.body))).toEqual({ __type: "ns#NotFound", Message: "" });
  });
});

describe("the query protocol", () => {
  const protocol = protocolOf("query", plain);
  const headers = { "Content-Type": "text/xml", "x-amzn-RequestId": "r-1" };
  const operation = { schema: DescribeTargetGroups$, honours: { Names: true, PageSize: true } as const };
  const read = (fields: Record<string, string>) =>
    protocol.readInput(operation, Buffer.from(new URLSearchParams(fields).toString()));

  test("reads a form", () => {
    expect(read({ Action: "DescribeTargetGroups", "Names.member.1": "ü", PageSize: "5" })).toEqual({
      Names: ["ü"],
      PageSize: 5,
    });
  });

  test("refuses an unknown field, and an unsupported one", () => {
    expect(() => read({ Colour: "red" })).toThrow(/DescribeTargetGroups, .*: Colour \(it takes /);
    expect(() => read({ Marker: "m" })).toThrow(
      "DescribeTargetGroups, and refuses these members instead of ignoring them: Marker (it takes Names, PageSize).",
    );
  });

  test("writes an answer in its envelope, the same for every answer of an operation", () => {
    const write = (NextMarker: string) => protocol.writeOutput(DescribeTargetGroups$, { NextMarker }, "r-1");
    for (const marker of ["a", "b"]) {
      expect(write(marker)).toEqual({
        statusCode: 200,
        headers,
        body:
          '<DescribeTargetGroupsResponse xmlns="http://test.amazonaws.com/doc/"><DescribeTargetGroupsResult>' +
          `<NextMarker>${marker}</NextMarker></DescribeTargetGroupsResult>` +
          "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></DescribeTargetGroupsResponse>",
      });
    }
  });

  test("writes times as ISO 8601 texts", () => {
    const { body } = protocolOf("query", compatible).writeOutput(
      GetMetricData$,
      { MetricDataResults: [{ Timestamps: [new Date(0)] }] },
      "r-1",
    );
    expect(body).toContain("<member>1970-01-01T00:00:00Z</member>");
  });

  test("writes an error in its envelope, under the query protocol's code and status", () => {
    expect(protocol.writeError(error, "r-1")).toEqual({
      statusCode: 409,
      headers,
      body:
        '<ErrorResponse xmlns="http://test.amazonaws.com/doc/"><Error><Type>Sender</Type><Code>NotFound.Query</Code>' +
        "<Message>not &lt;there&gt;</Message></Error><RequestId>r-1</RequestId></ErrorResponse>",
    });
    expect(protocol.writeError({ ...error, fault: "server" }, "r-1").body).toContain("<Type>Receiver</Type>");
  });
});

test("a parameter's value is read unchanged, whatever it looks like", () => {
  const operation = { schema: PutParameter$, honours: { Name: true, Value: true } as const };
  const body = Buffer.from('{"Name":"/a","Value":"{\\"__type\\":1}"}');
  expect(protocolOf("json-1.1", plain).readInput(operation, body)).toEqual({
    Name: "/a",
    Value: '{"__type":1}',
  });
});
