import { GetMetricDataInput$, PutMetricDataInput$ } from "@aws-sdk/client-cloudwatch";
import { DescribeTargetHealthInput$ } from "@aws-sdk/client-elastic-load-balancing-v2";
import { QueryShapeSerializer } from "@aws-sdk/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readQueryInput } from "../../../src/wire/protocols/query-input.ts";

/** Any input of a shape, some members left out. */
function inputOf(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].map(([name, member]) => [name, inputOf(member)]);
    return fc.record(Object.fromEntries(members), { requiredKeys: [] });
  }
  if (schema.isListSchema()) {
    return fc.array(inputOf(schema.getValueSchema()), { minLength: 1, maxLength: 12 });
  }
  if (schema.isMapSchema()) {
    return fc.dictionary(fc.string({ minLength: 1 }), inputOf(schema.getValueSchema()), { minKeys: 1 });
  }
  if (schema.isBooleanSchema()) {
    return fc.boolean();
  }
  if (schema.isNumericSchema()) {
    return fc.integer();
  }
  if (schema.isTimestampSchema()) {
    return fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
  }
  if (schema.isBlobSchema()) {
    return fc.uint8Array().map((bytes) => Buffer.from(bytes));
  }
  return fc.string();
}

/** What no operation of the lab's takes yet: maps, flat ones and lists, and bytes. Kinds by Smithy's numbers. */
const kind = { list: 1, map: 2, structure: 3, string: 0, numeric: 1, blob: 21 } as const;
const mapOf = (traits: object, value: number) => [kind.map, "test", "Map", traits, kind.string, value];
const otherShapes = [
  kind.structure,
  "test",
  "OtherShapes",
  0,
  ["Map", "FlatMap", "FlatList", "Bytes"],
  [
    mapOf({}, kind.numeric),
    [mapOf({ xmlFlattened: 1 }, kind.string), { xmlFlattened: 1 }],
    [[kind.list, "test", "List", { xmlFlattened: 1 }, kind.string], { xmlFlattened: 1 }],
    kind.blob,
  ],
] as unknown as $SchemaRef;

/** What the wire cannot carry is gone: structures without any member. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutEmpty).filter((item) => item !== undefined);
  }
  if (value === null || typeof value !== "object" || value instanceof Date || Buffer.isBuffer(value)) {
    return value;
  }
  const entries = Object.entries(value)
    .map(([key, member]) => [key, withoutEmpty(member)] as const)
    .filter(([, member]) => member !== undefined && !(Array.isArray(member) && member.length === 0));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

describe("readQueryInput", () => {
  test.each<[string, $SchemaRef]>([
    ["DescribeTargetHealth", () => DescribeTargetHealthInput$],
    ["GetMetricData", () => GetMetricDataInput$],
    ["PutMetricData", () => PutMetricDataInput$],
    ["shapes of other services", otherShapes],
  ])("reads back what the SDK's own serializer writes for %s", (_name, ref) => {
    const schema = NormalizedSchema.of(ref);
    fc.assert(
      fc.property(inputOf(schema), (input) => {
        const serializer = new QueryShapeSerializer({
          timestampFormat: { useTrait: true, default: 5 },
          httpBindings: false,
          serializeEmptyLists: true,
        });
        serializer.write(schema, input);
        const fields = new URLSearchParams(serializer.flush().toString().replace(/^&/, ""));
        const { input: read, unknown } = readQueryInput(ref, fields);
        expect(withoutEmpty(read)).toEqual(withoutEmpty(input));
        expect(unknown).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("closes gaps and sorts list entries by number, not by the alphabet", () => {
    const fields = new URLSearchParams({
      "Targets.member.10.Id": "ten",
      "Targets.member.2.Id": "two",
    });
    expect(readQueryInput(() => DescribeTargetHealthInput$, fields).input).toEqual({
      Targets: [{ Id: "two" }, { Id: "ten" }],
    });
  });

  test("names the fields that the shape does not have, at any depth, but not the protocol's own", () => {
    const fields = new URLSearchParams({
      Action: "DescribeTargetHealth",
      Version: "2015-12-01",
      "X-Amz-Signature": "0",
      Colour: "red",
      "Targets.entry.1": "x",
      "Targets.member.1.Id": "one",
      "Targets.member.1.Colour": "red",
      "Targets.member.1.Port.x": "1",
      "Targets.member.last.Id": "last",
    });
    const { input, unknown } = readQueryInput(() => DescribeTargetHealthInput$, fields);
    expect(input).toEqual({ Targets: [{ Id: "one" }] });
    expect(unknown.map(({ path }) => path)).toEqual([
      "Targets.entry",
      "Targets.last",
      "Targets.1.Port.x",
      "Targets.1.Colour",
      "Colour",
    ]);
    expect(unknown.at(-1)?.instead).toBe("TargetGroupArn, Targets, Include");
  });

  test("names fields beside a map's keys and values", () => {
    const fields = new URLSearchParams({
      "Map.entry.1.key": "a",
      "Map.entry.1.value": "1",
      "Map.entry.1.x": "2",
    });
    const { input, unknown } = readQueryInput(otherShapes, fields);
    expect(input).toEqual({ Map: { a: 1 } });
    expect(unknown).toEqual([{ path: "Map.1.x", instead: "key, value" }]);
  });

  test("leaves out a map's entries without their key or their value", () => {
    const fields = new URLSearchParams({
      "Map.entry.1.key": "a",
      "Map.entry.2.value": "2",
      "Map.entry.3.key": "c",
      "Map.entry.3.value": "3",
    });
    expect(readQueryInput(otherShapes, fields).input).toEqual({ Map: { c: 3 } });
  });

  test("names what stands where a number or nothing belongs", () => {
    const fields = new URLSearchParams({
      "Targets.member.1x.Id": "a",
      "Targets.member.x1.Id": "b",
      "Include.member.1.x": "c",
    });
    expect(readQueryInput(() => DescribeTargetHealthInput$, fields).unknown).toEqual([
      { path: "Targets.1x", instead: "numbers from 1" },
      { path: "Targets.x1", instead: "numbers from 1" },
      { path: "Include.1.x", instead: "a value" },
    ]);
  });

  test("refuses a text for a map", () => {
    expect(() => readQueryInput(otherShapes, new URLSearchParams({ Map: "x" }))).toThrow(
      expect.objectContaining({ code: "MalformedInput", message: "Value 'x' at 'Map' is not a map." }),
    );
  });

  test("reads nothing for an operation that takes nothing", () => {
    const fields = new URLSearchParams({ Action: "Get", Version: "1" });
    expect(readQueryInput("unit", fields)).toEqual({ input: {}, unknown: [] });
  });

  test.each([
    ["seconds since 1970", "1767225600"],
    ["seconds with a fraction", "1767225600.0"],
    ["ISO 8601", "2026-01-01T00:00:00Z"],
  ])("accepts times as %s", (_what, text) => {
    expect(readQueryInput(() => GetMetricDataInput$, new URLSearchParams({ StartTime: text })).input).toEqual(
      {
        StartTime: new Date("2026-01-01T00:00:00Z"),
      },
    );
  });

  test("treats an empty string as an empty list", () => {
    const fields = new URLSearchParams({ TargetGroupArn: "arn", Targets: "" });
    expect(readQueryInput(() => DescribeTargetHealthInput$, fields).input).toEqual({
      TargetGroupArn: "arn",
      Targets: [],
    });
  });

  test.each([
    ["StartTime", "yesterday", "an ISO 8601 time"],
    ["MaxDatapoints", "", "a number"],
    ["MetricDataQueries.member.1.ReturnData", "yes", "true or false"],
    ["MetricDataQueries", "text", "a list"],
    ["MetricDataQueries.member.1", "text", "a structure"],
  ])("refuses the %s %j, which is not %s", (field, text, expected) => {
    expect(() => readQueryInput(() => GetMetricDataInput$, new URLSearchParams({ [field]: text }))).toThrow(
      `is not ${expected}`,
    );
  });

  test("names the field and the value that are wrong", () => {
    const fields = new URLSearchParams({ "Targets.member.1.Port": "http" });
    expect(() => readQueryInput(() => DescribeTargetHealthInput$, fields)).toThrow(
      "Value 'http' at 'Targets.1.Port' is not a number.",
    );
  });

  test("cannot be made to write into prototypes", () => {
    const fields = new URLSearchParams({
      "__proto__.polluted": "yes",
      "constructor.prototype.polluted": "yes",
    });
    expect(readQueryInput(() => DescribeTargetHealthInput$, fields).input).toEqual({});
    expect({}).not.toHaveProperty("polluted");
  });
});
