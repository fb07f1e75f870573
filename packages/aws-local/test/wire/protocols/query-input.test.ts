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
        expect(withoutEmpty(readQueryInput(ref, fields))).toEqual(withoutEmpty(input));
      }),
      { numRuns: 60 },
    );
  });

  test("closes gaps and goes by number, not by the alphabet", () => {
    const fields = new URLSearchParams({
      "Targets.member.10.Id": "ten",
      "Targets.member.2.Id": "two",
      Unknown: "ignored",
    });
    expect(readQueryInput(() => DescribeTargetHealthInput$, fields)).toEqual({
      Targets: [{ Id: "two" }, { Id: "ten" }],
    });
  });

  test.each([
    ["seconds since 1970", "1767225600"],
    ["seconds with a fraction", "1767225600.0"],
    ["ISO 8601", "2026-01-01T00:00:00Z"],
  ])("takes times as %s", (_what, text) => {
    expect(readQueryInput(() => GetMetricDataInput$, new URLSearchParams({ StartTime: text }))).toEqual({
      StartTime: new Date("2026-01-01T00:00:00Z"),
    });
  });

  test("takes a structure's field for nothing where a text stands in its place", () => {
    const fields = new URLSearchParams({ TargetGroupArn: "arn", Targets: "text" });
    expect(readQueryInput(() => DescribeTargetHealthInput$, fields)).toEqual({
      TargetGroupArn: "arn",
      Targets: [],
    });
  });

  test.each([
    ["StartTime", "yesterday", "an ISO 8601 time"],
    ["MaxDatapoints", "", "a number"],
    ["MetricDataQueries.member.1.ReturnData", "yes", "true or false"],
  ])("refuses a %s of %j, which is not %s", (field, text, expected) => {
    expect(() => readQueryInput(() => GetMetricDataInput$, new URLSearchParams({ [field]: text }))).toThrow(
      `is not ${expected}`,
    );
  });

  test("names the field and the value that do not fit", () => {
    const fields = new URLSearchParams({ "Targets.member.1.Port": "http" });
    expect(() => readQueryInput(() => DescribeTargetHealthInput$, fields)).toThrow(
      "Value 'http' at 'Targets.1.Port' is not a number.",
    );
  });

  test("cannot be led to write into prototypes", () => {
    const fields = new URLSearchParams({
      "__proto__.polluted": "yes",
      "constructor.prototype.polluted": "yes",
    });
    expect(readQueryInput(() => DescribeTargetHealthInput$, fields)).toEqual({});
    expect({}).not.toHaveProperty("polluted");
  });
});
