import { GetMetricDataInput$ } from "@aws-sdk/client-cloudwatch";
import { PutItemInput$ } from "@aws-sdk/client-dynamodb";
import { GetParametersRequest$, PutParameterRequest$ } from "@aws-sdk/client-ssm";
import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import { describe, expect, test } from "vitest";
import { checkJsonTypes } from "../../../src/wire/protocols/json-types.ts";

const putParameter: $SchemaRef = () => PutParameterRequest$;
const getParameters: $SchemaRef = () => GetParametersRequest$;
const putItem: $SchemaRef = () => PutItemInput$;
const getMetricData: $SchemaRef = () => GetMetricDataInput$;
const check = (shape: $SchemaRef, value: unknown) => () => checkJsonTypes(NormalizedSchema.of(shape), value);
const serialization = (message: string) =>
  expect.objectContaining({ code: "SerializationException", message });

describe("JSON with the right shape", () => {
  test.each<[string, $SchemaRef, unknown]>([
    ["texts and truth values", putParameter, { Name: "/a", Overwrite: true }],
    ["what the shape does not know", putParameter, { Colour: 5 }],
    ["nulls for members", putParameter, { Name: null, Overwrite: null, Tags: null }],
    ["nothing", putParameter, null],
    ["nothing at all", putParameter, undefined],
    ["a list of texts", getParameters, { Names: ["/a", "/b"] }],
    ["structures in a list", putParameter, { Tags: [{ Key: "k", Value: "v" }] }],
    ["a map of unions", putItem, { Item: { a: { S: "x" }, b: { L: [{ N: "1" }] } } }],
    ["bytes, as text", putItem, { Item: { a: { B: "AAEC" } } }],
    ["numbers and times", getMetricData, { MaxDatapoints: 5, StartTime: 1.5 }],
  ])("passes: %s", (_what, shape, value) => {
    expect(check(shape, value)).not.toThrow();
  });
});

describe("JSON with a wrong shape is refused with the message of AWS's framework", () => {
  test.each<[$SchemaRef, unknown, string]>([
    [putParameter, [], "START_ARRAY can not be converted to a structure"],
    [putParameter, "text", "STRING_VALUE can not be converted to a structure"],
    [putParameter, { Name: 5 }, "NUMBER_VALUE can not be converted to a String"],
    [putParameter, { Name: {} }, "START_OBJECT can not be converted to a String"],
    [putParameter, { Name: [] }, "START_ARRAY can not be converted to a String"],
    [putParameter, { Name: true }, "TRUE_VALUE can not be converted to a String"],
    [putParameter, { Name: false }, "FALSE_VALUE can not be converted to a String"],
    [putParameter, { Overwrite: "true" }, "STRING_VALUE can not be converted to a Boolean"],
    [putParameter, { Overwrite: 1 }, "NUMBER_VALUE can not be converted to a Boolean"],
    [putParameter, { Tags: {} }, "START_OBJECT can not be converted to a List"],
    [putParameter, { Tags: "k" }, "STRING_VALUE can not be converted to a List"],
    [putParameter, { Tags: [{ Key: 5 }] }, "NUMBER_VALUE can not be converted to a String"],
    [putItem, { Item: [] }, "START_ARRAY can not be converted to a Map"],
    [putItem, { Item: "x" }, "STRING_VALUE can not be converted to a Map"],
    [putItem, { Item: { a: { S: 5 } } }, "NUMBER_VALUE can not be converted to a String"],
    [getMetricData, { MaxDatapoints: "5" }, "STRING_VALUE can not be converted to a Number"],
  ])("%#: %j: %s", (shape, value, message) => {
    expect(check(shape, value)).toThrow(serialization(message));
  });

  test.each<[$SchemaRef, unknown, string]>([
    [getParameters, { Names: ["/a", null] }, "names.2.member"],
    [putParameter, { Tags: [null] }, "tags.1.member"],
    [putItem, { Item: { a: null } }, "item.a.member"],
    [putItem, { Item: { a: { L: [{ S: "x" }, null] } } }, "item.a.member.l.2.member"],
  ])("%#: a null in %j is at %s", (shape, value, path) => {
    expect(check(shape, value)).toThrow(
      expect.objectContaining({
        code: "ValidationException",
        message: `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
      }),
    );
  });
});
