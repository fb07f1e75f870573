import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import { AwsError } from "../aws-error.ts";

/**
 * Reads the query protocol's form fields (`Names.member.1=…`, `Filter.entry.1.key=…`) into the shape that an operation
 * takes: the inverse of the SDK's QueryShapeSerializer. Fields that the shape does not know are ignored, as AWS does.
 *
 * @throws AwsError MalformedInput where a field does not fit its type
 */
export function readQueryInput(schema: $SchemaRef, fields: URLSearchParams): unknown {
  const root: FieldTree = { children: new Map() };
  for (const [key, value] of fields) {
    plant(root, key.split("."), value);
  }
  return readShape(NormalizedSchema.of(schema), root, "") ?? {};
}

interface FieldTree {
  value?: string;
  children: Map<string, FieldTree>;
}

function plant(root: FieldTree, path: readonly string[], value: string): void {
  let at = root;
  for (const segment of path) {
    const next = at.children.get(segment) ?? { children: new Map() };
    at.children.set(segment, next);
    at = next;
  }
  at.value = value;
}

function readShape(schema: NormalizedSchema, tree: FieldTree, name: string): unknown {
  if (schema.isUnitSchema()) {
    return {};
  }
  if (schema.isStructSchema()) {
    return readStruct(schema, tree, name);
  }
  if (schema.isListSchema()) {
    return readList(schema, tree, name);
  }
  if (schema.isMapSchema()) {
    return readMap(schema, tree, name);
  }
  return tree.value === undefined ? undefined : readSimple(schema, tree.value, name);
}

function readStruct(schema: NormalizedSchema, tree: FieldTree, name: string): Record<string, unknown> {
  const struct: Record<string, unknown> = {};
  for (const [memberName, member] of schema.structIterator()) {
    const wireName = member.getMergedTraits().xmlName ?? memberName;
    const child = tree.children.get(wireName);
    if (!child) {
      continue;
    }
    const value = readShape(member, child, name === "" ? wireName : `${name}.${wireName}`);
    if (value !== undefined) {
      struct[memberName] = value;
    }
  }
  return struct;
}

function readList(schema: NormalizedSchema, tree: FieldTree, name: string): unknown[] {
  const member = schema.getValueSchema();
  const items = schema.getMergedTraits().xmlFlattened
    ? tree
    : tree.children.get(member.getMergedTraits().xmlName ?? "member");
  return inOrder(items).map(([index, item]) => readShape(member, item, `${name}.${index}`));
}

function readMap(schema: NormalizedSchema, tree: FieldTree, name: string): Record<string, unknown> {
  const value = schema.getValueSchema();
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? "key";
  const valueName = value.getMergedTraits().xmlName ?? "value";
  const entries = schema.getMergedTraits().xmlFlattened ? tree : tree.children.get("entry");
  const pairs = inOrder(entries).flatMap(([index, entry]) => {
    const key = entry.children.get(keyName)?.value;
    const child = entry.children.get(valueName);
    return key === undefined || !child ? [] : [[key, readShape(value, child, `${name}.${index}`)]];
  });
  return Object.fromEntries(pairs);
}

/** Items are numbered from 1; gaps are closed up. */
function inOrder(tree: FieldTree | undefined): [string, FieldTree][] {
  return [...(tree?.children ?? [])]
    .filter(([index]) => /^\d+$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b));
}

function readSimple(schema: NormalizedSchema, text: string, name: string): unknown {
  if (schema.isBooleanSchema()) {
    if (text === "true" || text === "false") {
      return text === "true";
    }
    throw malformed(name, text, "true or false");
  }
  if (schema.isNumericSchema()) {
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number)) {
      return number;
    }
    throw malformed(name, text, "a number");
  }
  if (schema.isTimestampSchema()) {
    const time = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
    if (!Number.isNaN(time.getTime())) {
      return time;
    }
    throw malformed(name, text, "an ISO 8601 time");
  }
  return schema.isBlobSchema() ? Buffer.from(text, "base64") : text;
}

function malformed(name: string, text: string, expected: string): AwsError {
  return new AwsError("MalformedInput", `Value '${text}' at '${name}' is not ${expected}.`);
}
