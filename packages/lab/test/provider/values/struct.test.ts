import * as pulumi from "@pulumi/pulumi";
import { serializeProperties } from "@pulumi/pulumi/runtime/rpc.js";
import fc from "fast-check";
import wire from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, test } from "vitest";
import {
  Archive,
  Asset,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  unknown,
} from "../../../src/provider/values/property-value.ts";
import { fromStruct, toStruct } from "../../../src/provider/values/struct.ts";

/** Over the bytes that gRPC sends. */
function sentAndReceived(properties: Record<string, unknown>): PropertyMap {
  return fromStruct(wire.Struct.deserializeBinary(toStruct(properties).serializeBinary()));
}

const someText = fc.string({ minLength: 1, unit: "grapheme" });
// google-protobuf keeps maps in plain objects, and loses this key.
const key = fc.string().filter((text) => text !== "__proto__");
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const asset = fc
  .record({
    hash: optional(someText),
    path: optional(someText),
    text: optional(someText),
    uri: optional(someText),
  })
  .map((parts) => new Asset(parts as ConstructorParameters<typeof Asset>[0]));
const archive = fc
  .record({
    hash: optional(someText),
    path: optional(someText),
    assets: optional(fc.dictionary(key, asset, { noNullPrototype: true })),
  })
  .map((parts) => new Archive(parts as ConstructorParameters<typeof Archive>[0]));
const reference = fc
  .record({ urn: someText, id: fc.oneof(someText, fc.constant(unknown), fc.constant(undefined)) })
  .map(({ urn, id }) => new ResourceReference(urn, id));

const { value: anyValue } = fc.letrec<{ value: PropertyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true }),
      fc.string({ unit: "grapheme" }),
      fc.constant(unknown),
      asset,
      archive,
      reference,
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    tie("value").map((value) => new Secret(value)),
    fc
      .record({ value: tie("value"), secret: fc.boolean(), urns: fc.array(someText, { maxLength: 3 }) })
      .map(({ value, secret, urns }) => new OutputValue(value, urns, secret)),
  ),
}));

test("every value is read as it was written", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(sentAndReceived({ value })).toStrictEqual({ value });
    }),
  );
});

test("what the SDK writes is read correctly", async () => {
  const struct = wire.Struct.fromJavaScript(
    await serializeProperties("test", {
      plain: { list: [1, "two", null, true] },
      secret: {
        [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig,
        value: { password: "hunter2" },
      },
      file: new pulumi.asset.FileAsset("/some/file"),
      text: new pulumi.asset.StringAsset("some text"),
      folder: new pulumi.asset.FileArchive("/some/folder"),
      bundle: new pulumi.asset.AssetArchive({ part: new pulumi.asset.StringAsset("part") }),
    }),
  );
  expect(fromStruct(struct)).toStrictEqual({
    plain: { list: [1, "two", null, true] },
    secret: new Secret({ password: "hunter2" }),
    file: new Asset({ path: "/some/file" }),
    text: new Asset({ text: "some text" }),
    folder: new Archive({ path: "/some/folder" }),
    bundle: new Archive({ assets: { part: new Asset({ text: "part" }) } }),
  });
});

test("each of the engine's seven strings is an unknown value", () => {
  const sentinels = [
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  ];
  expect(fromStruct(wire.Struct.fromJavaScript({ sentinels }))).toStrictEqual({
    sentinels: sentinels.map(() => unknown),
  });
});

test("an unknown value is sent as the SDK's string for it", () => {
  expect(toStruct({ unknown }).toJavaScript()).toEqual({ unknown: pulumi.runtime.unknownValue });
});

test("an unknown output is sent without a value, as by the engine", () => {
  const sent = toStruct({ id: new OutputValue(unknown, ["urn:a"]) }).toJavaScript().id;
  expect(sent).toEqual({
    [pulumi.runtime.specialSigKey]: pulumi.runtime.specialOutputValueSig,
    dependencies: ["urn:a"],
  });
});

test("an unknown signature is an error that shows it", () => {
  const struct = wire.Struct.fromJavaScript({ odd: { [pulumi.runtime.specialSigKey]: "new-kind" } });
  expect(() => fromStruct(struct)).toThrow("new-kind");
});

test("a message without properties has none", () => {
  expect(fromStruct(undefined)).toEqual({});
});

test("an undefined property is not sent, an undefined element becomes null", () => {
  expect(sentAndReceived({ gone: undefined, list: [undefined] })).toStrictEqual({ list: [null] });
});

test("something that is not a value is refused", () => {
  expect(() => toStruct({ when: new Date(0) })).toThrow(TypeError);
});
