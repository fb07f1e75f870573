import wire from "google-protobuf/google/protobuf/struct_pb.js";
import {
  Archive,
  Asset,
  isPropertyMap,
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  Secret,
  Unknown,
  unknown,
} from "./property-value.ts";

type Struct = wire.Struct;
type WireValue = wire.Value;

/** The property that makes a map on the wire something else than a map: sdk/go/common/resource/sig/sig.go. */
const signatureKey = "4dabf18193072939515e22adb298388d";

const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resourceReference: "5cf8f73096256a8f31e491e813e4eb8e",
  outputValue: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** An unknown value is sent as one of these strings; which one says its type, which nobody here asks for. */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownStrings: ReadonlySet<string> = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // a boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // a number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // a list
  "030794c1-ac77-496b-92df-f27374a8bd58", // an asset
  "e48ece36-62e2-4504-bad9-02848725956a", // an archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // a map
]);

/** What a message that lacks its properties has. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  const entries: [string, PropertyValue][] = [];
  struct?.getFieldsMap().forEach((value, key) => {
    entries.push([key, fromWire(value)]);
  });
  return Object.fromEntries(entries);
}

function fromWire(value: WireValue): PropertyValue {
  const { KindCase } = wire.Value;
  switch (value.getKindCase()) {
    case KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case KindCase.STRING_VALUE: {
      const text = value.getStringValue();
      return unknownStrings.has(text) ? unknown : text;
    }
    case KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(fromWire);
    case KindCase.STRUCT_VALUE:
      return recognised(fromStruct(value.getStructValue()));
    default:
      return null;
  }
}

/** A map with a signature becomes what it stands for. */
function recognised(map: PropertyMap): PropertyValue {
  const signature = map[signatureKey];
  switch (signature) {
    case undefined:
      return map;
    case signatures.secret:
      return new Secret(map.value ?? null);
    case signatures.asset:
      return new Asset(textsOf(map, ["hash", "path", "text", "uri"]));
    case signatures.archive:
      return new Archive({
        ...textsOf(map, ["hash", "path", "uri"]),
        ...(isPropertyMap(map.assets) && { assets: blobsOf(map.assets) }),
      });
    case signatures.resourceReference:
      return referenceOf(map);
    case signatures.outputValue:
      return new OutputValue(
        map.value === undefined ? unknown : map.value,
        Array.isArray(map.dependencies) ? map.dependencies.map(String) : [],
        map.secret === true,
      );
    default:
      throw new Error(
        `The engine sent a value with the signature ${String(signature)}, which the lab does not know.`,
      );
  }
}

function referenceOf({ urn, id }: PropertyMap): ResourceReference {
  // The engine sends an id that is not known as an empty one too.
  const known = id instanceof OutputValue ? id.value : id;
  return new ResourceReference(
    String(urn),
    known === "" || known instanceof Unknown ? unknown : typeof known === "string" ? known : undefined,
  );
}

function textsOf<Key extends string>(map: PropertyMap, keys: readonly Key[]): Partial<Record<Key, string>> {
  const texts: Partial<Record<Key, string>> = {};
  for (const key of keys) {
    const text = map[key];
    if (typeof text === "string" && text !== "") {
      texts[key] = text;
    }
  }
  return texts;
}

function blobsOf(map: Record<string, unknown>): Record<string, Asset | Archive> {
  return Object.fromEntries(
    Object.entries(map).filter(
      (entry): entry is [string, Asset | Archive] => entry[1] instanceof Asset || entry[1] instanceof Archive,
    ),
  );
}

/**
 * Writes properties as the engine reads them. A property that is undefined is left out.
 *
 * @throws TypeError for what the engine has no value for, such as a function or a date.
 */
export function toStruct(properties: Readonly<Record<string, unknown>>): Struct {
  const struct = new wire.Struct();
  const fields = struct.getFieldsMap();
  for (const [key, value] of Object.entries(properties)) {
    if (value !== undefined) {
      fields.set(key, toWire(value));
    }
  }
  return struct;
}

function toWire(value: unknown): WireValue {
  const written = new wire.Value();
  switch (typeof value) {
    case "boolean":
      return written.setBoolValue(value);
    case "number":
      return written.setNumberValue(value);
    case "string":
      return written.setStringValue(value);
    case "undefined":
      return written.setNullValue(wire.NullValue.NULL_VALUE);
  }
  if (value === null) {
    return written.setNullValue(wire.NullValue.NULL_VALUE);
  }
  if (Array.isArray(value)) {
    return written.setListValue(new wire.ListValue().setValuesList(value.map(toWire)));
  }
  if (value instanceof Unknown) {
    return written.setStringValue(unknownString);
  }
  return written.setStructValue(toStruct(isPropertyMap(value) ? value : signed(value)));
}

/** The map that stands for a value on the wire. */
function signed(value: unknown): Record<string, unknown> {
  if (value instanceof Secret) {
    return { [signatureKey]: signatures.secret, value: value.value };
  }
  if (value instanceof Asset) {
    return { [signatureKey]: signatures.asset, ...value };
  }
  if (value instanceof Archive) {
    return { [signatureKey]: signatures.archive, ...value };
  }
  if (value instanceof ResourceReference) {
    const { urn, id } = value;
    return { [signatureKey]: signatures.resourceReference, urn, id: id instanceof Unknown ? "" : id };
  }
  if (value instanceof OutputValue) {
    return {
      [signatureKey]: signatures.outputValue,
      value: value.value instanceof Unknown ? undefined : value.value,
      secret: value.secret ? true : undefined,
      dependencies: value.dependencies,
    };
  }
  throw new TypeError(`A property of type ${typeof value} cannot be sent to Pulumi's engine.`);
}
