import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import { lowerFirst, nullRefused } from "../constraints.ts";

/**
 * Refuses JSON that does not fit the shape, as AWS's framework does before any operation sees it. Unknown
 * members pass.
 *
 * @param path the value's place in the input, as in AWS's messages
 * @throws AwsError SerializationException; ValidationException for a null in a list or a map
 */
export function checkJsonTypes(schema: NormalizedSchema, value: unknown, path = ""): void {
  if (value === null || value === undefined || schema.isUnitSchema() || schema.isDocumentSchema()) {
    return;
  }
  if (schema.isStructSchema()) {
    const struct = expectType(value, isObject, kindOf(value), "structure");
    for (const [name, member] of schema.structIterator()) {
      checkJsonTypes(member, struct[name], path === "" ? lowerFirst(name) : `${path}.${lowerFirst(name)}`);
    }
  } else if (schema.isListSchema()) {
    const items = expectType(value, Array.isArray, kindOf(value), "List");
    for (const [index, item] of items.entries()) {
      checkItem(schema, item, `${path}.${index + 1}.member`);
    }
  } else if (schema.isMapSchema()) {
    const map = expectType(value, isObject, kindOf(value), "Map");
    for (const [key, item] of Object.entries(map)) {
      checkItem(schema, item, `${path}.${key}.member`);
    }
  } else if (schema.isStringSchema()) {
    expectType(value, isString, kindOf(value), "String");
  } else if (schema.isBooleanSchema()) {
    expectType(value, isBoolean, kindOf(value), "Boolean");
  } else if (schema.isNumericSchema()) {
    expectType(value, isNumber, kindOf(value), "Number");
  }
}

function checkItem(schema: NormalizedSchema, item: unknown, path: string): void {
  if (item === null && !schema.getMergedTraits().sparse) {
    throw nullRefused(path);
  }
  checkJsonTypes(schema.getValueSchema(), item, path);
}

function expectType<T>(value: unknown, is: (value: unknown) => value is T, found: string, wanted: string): T {
  if (is(value)) {
    return value;
  }
  throw new AwsError("SerializationException", `${found} can not be converted to a ${wanted}`);
}

/** The token names in AWS's messages. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    return "START_ARRAY";
  }
  switch (typeof value) {
    case "string":
      return "STRING_VALUE";
    case "number":
      return "NUMBER_VALUE";
    case "boolean":
      return value ? "TRUE_VALUE" : "FALSE_VALUE";
    default:
      return "START_OBJECT";
  }
}

const isString = (value: unknown): value is string => typeof value === "string";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
