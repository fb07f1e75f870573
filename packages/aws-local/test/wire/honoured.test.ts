import * as dynamoDbModel from "@aws-sdk/client-dynamodb";
import { QueryShapeSerializer } from "@aws-sdk/core/protocols";
import { CborCodec } from "@smithy/core/cbor";
import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef, StaticOperationSchema } from "@smithy/types";
import { afterAll, describe, expect, test } from "vitest";
import { admitCall } from "../../src/services/dynamodb/admit-call.ts";
import { honouredMembers } from "../../src/services/dynamodb/honoured-members.ts";
import type { HonouredMembers } from "../../src/wire/honoured.ts";
import { protocolOf } from "../../src/wire/protocols/protocols.ts";
import { startSampleRegion } from "../sample-region.ts";

const { services, close } = await startSampleRegion();
afterAll(() => close());

const operations = services.all.flatMap(({ model, operations: ofService }) =>
  [...ofService].map(([name, operation]) => ({ name, model, ...operation })),
);
const engineOperations = Object.entries(honouredMembers).map(([name, honours]) => ({
  name,
  honours,
  // The package's export of that name is the operation's schema.
  schema: (dynamoDbModel as unknown as Record<string, StaticOperationSchema>)[`${name}$`],
}));

interface Member {
  /** Names from the input down; a list's items and a map's values are told by the step into them. */
  path: (string | { key: string } | "item")[];
  schema: NormalizedSchema;
  honoured: HonouredMembers[string];
}

/** Every member of a shape that is not below one that is honoured or refused as a whole. */
function* membersOf(
  schema: NormalizedSchema,
  honours: HonouredMembers,
  path: Member["path"] = [],
): Generator<Member> {
  if (schema.isListSchema()) {
    yield* membersOf(schema.getValueSchema(), honours, [...path, "item"]);
    return;
  }
  if (schema.isMapSchema()) {
    const inside = honours["*"];
    if (typeof inside === "object") {
      yield* membersOf(schema.getValueSchema(), inside as HonouredMembers, [...path, { key: "a" }]);
    }
    return;
  }
  for (const [name, member] of schema.structIterator()) {
    const honoured = honours[name];
    yield { path: [...path, name], schema: member, honoured };
    if (typeof honoured === "object" && !Array.isArray(honoured)) {
      yield* membersOf(member, honoured as HonouredMembers, [...path, name]);
    }
  }
}

/** Something of a shape that is not empty. */
function sampleOf(schema: NormalizedSchema): unknown {
  if (schema.isListSchema()) {
    return [sampleOf(schema.getValueSchema())];
  }
  if (schema.isMapSchema()) {
    return { a: sampleOf(schema.getValueSchema()) };
  }
  if (schema.isStructSchema()) {
    const [first] = [...schema.structIterator()];
    return first === undefined ? {} : { [first[0]]: sampleOf(first[1]) };
  }
  if (schema.isBooleanSchema()) {
    return true;
  }
  if (schema.isTimestampSchema()) {
    return new Date(0);
  }
  if (schema.isBlobSchema()) {
    return new Uint8Array([1]);
  }
  return schema.isNumericSchema() ? 1 : "x";
}

function inputWith({ path, schema }: Member): object {
  const inner: unknown = path.reduceRight<unknown>((value, step) => {
    if (step === "item") {
      return [value];
    }
    return { [typeof step === "string" ? step : step.key]: value };
  }, sampleOf(schema));
  return inner as object;
}

const named = ({ path }: Member) =>
  path.map((step) => (step === "item" ? "1" : typeof step === "string" ? step : step.key)).join(".");

const inputSchemaOf = (operation: StaticOperationSchema) => NormalizedSchema.of(operation[4]);

const writers = {
  json: jsonBody,
  query: queryBody,
  cbor: cborBody,
};

function jsonBody(_schema: $SchemaRef, input: object): Buffer {
  const replacer = (_key: string, value: unknown) => (value === "1970-01-01T00:00:00.000Z" ? 0 : value);
  return Buffer.from(JSON.stringify(input, replacer));
}

function queryBody(schema: $SchemaRef, input: object): Buffer {
  const serializer = new QueryShapeSerializer({
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: false,
  });
  serializer.write(NormalizedSchema.of(schema), input);
  return Buffer.from(serializer.flush().toString().replace(/^&/, ""));
}

function cborBody(schema: $SchemaRef, input: object): Buffer {
  const serializer = new CborCodec().createSerializer();
  serializer.write(NormalizedSchema.of(schema), input);
  return Buffer.from(serializer.flush());
}

describe("every member of every input is supported or refused by name", () => {
  test.each(operations)("$name", ({ name, model, schema, honours }) => {
    const members = [...membersOf(inputSchemaOf(schema), honours)];
    expect(
      Object.keys(honours).filter((declared) => !members.some(({ path }) => path[0] === declared)),
    ).toEqual([]);
    for (const family of model.protocols) {
      const protocol = family === "json" ? "json-1.0" : family;
      for (const member of members) {
        const body = writers[family](schema[4], inputWith(member));
        const read = () => protocolOf(protocol, model).readInput({ schema, honours }, body);
        if (member.honoured === undefined) {
          expect(read, `${protocol} ${named(member)}`).toThrow(`${named(member)} (it takes `);
          expect(read).toThrow(expect.objectContaining({ code: "ValidationException" }));
        } else if (member.honoured === true) {
          expect(read, `${protocol} ${named(member)}`).not.toThrow();
        }
      }
    }
    expect(name).toBe(schema[2]);
  });

  test.each(engineOperations)("$name", ({ name, schema, honours }) => {
    if (schema === undefined) {
      throw new Error(`there is no operation ${name}`);
    }
    const members = [...membersOf(inputSchemaOf(schema), honours)];
    expect(
      Object.keys(honours).filter((declared) => !members.some(({ path }) => path[0] === declared)),
    ).toEqual([]);
    for (const member of members) {
      const body = JSON.stringify(inputWith(member));
      const admit = () => admitCall(name, body, { region: "us-east-1", accountId: "123456789012" });
      if (member.honoured === undefined) {
        expect(admit, named(member)).toThrow(`${named(member)} (it takes `);
      } else if (member.honoured === true) {
        expect(admit, named(member)).not.toThrow();
      }
    }
  });
});
