import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import { AwsError } from "../aws-error.ts";
import type { Unhonoured } from "../honoured.ts";

/** The content of a form, and its fields that the shape does not have. */
export interface QueryInput {
  input: object;
  unknown: Unhonoured[];
}

/**
 * Reads the query protocol's form fields (`Names.member.1=…`, `Filter.entry.1.key=…`) into an operation's
 * input: the inverse of the SDK's QueryShapeSerializer. Each field is read once.
 *
 * @throws AwsError MalformedInput if a field does not fit its type
 */
export function readQueryInput(schema: $SchemaRef, fields: URLSearchParams): QueryInput {
  const root: FieldTree = { children: new Map() };
  for (const [key, value] of fields) {
    if (!isProtocolsOwn(key)) {
      plant(root, key.split("."), value);
    }
  }
  const unknown: Unhonoured[] = [];
  const input = readShape(NormalizedSchema.of(schema), root, "", unknown);
  return { input: typeof input === "object" && input !== null ? input : {}, unknown };
}

/** The name of the call, and the signature of a presigned request. */
function isProtocolsOwn(key: string): boolean {
  return key === "Action" || key === "Version" || key.startsWith("X-Amz-");
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

function readShape(schema: NormalizedSchema, tree: FieldTree, name: string, unknown: Unhonoured[]): unknown {
  if (schema.isStructSchema()) {
    return readStruct(schema, withoutText(tree, name, "a structure"), name, unknown);
  }
  if (schema.isListSchema()) {
    return readList(schema, withoutText(tree, name, "a list"), name, unknown);
  }
  if (schema.isMapSchema()) {
    return readMap(schema, withoutText(tree, name, "a map"), name, unknown);
  }
  nameOthers(tree, new Set(), name, unknown);
  return tree.value === undefined || schema.isUnitSchema() ? undefined : readSimple(schema, tree.value, name);
}

/** An empty text stands for an empty list. */
function withoutText(tree: FieldTree, name: string, expected: string): FieldTree {
  if (tree.value === undefined || tree.value === "") {
    return tree;
  }
  throw malformed(name, tree.value, expected);
}

function readStruct(
  schema: NormalizedSchema,
  tree: FieldTree,
  name: string,
  unknown: Unhonoured[],
): Record<string, unknown> {
  const struct: Record<string, unknown> = {};
  const wireNames = new Set<string>();
  for (const [memberName, member] of schema.structIterator()) {
    const wireName = member.getMergedTraits().xmlName ?? memberName;
    wireNames.add(wireName);
    const child = tree.children.get(wireName);
    if (!child) {
      continue;
    }
    const value = readShape(member, child, pathTo(name, wireName), unknown);
    if (value !== undefined) {
      struct[memberName] = value;
    }
  }
  nameOthers(tree, wireNames, name, unknown);
  return struct;
}

function readList(schema: NormalizedSchema, tree: FieldTree, name: string, unknown: Unhonoured[]): unknown[] {
  const member = schema.getValueSchema();
  const items = schema.getMergedTraits().xmlFlattened
    ? tree
    : below(tree, member.getMergedTraits().xmlName ?? "member", name, unknown);
  return inOrder(items, name, unknown).map(([index, item]) =>
    readShape(member, item, `${name}.${index}`, unknown),
  );
}

function readMap(
  schema: NormalizedSchema,
  tree: FieldTree,
  name: string,
  unknown: Unhonoured[],
): Record<string, unknown> {
  const value = schema.getValueSchema();
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? "key";
  const valueName = value.getMergedTraits().xmlName ?? "value";
  const entries = schema.getMergedTraits().xmlFlattened ? tree : below(tree, "entry", name, unknown);
  const pairs = inOrder(entries, name, unknown).flatMap(([index, entry]) => {
    nameOthers(entry, new Set([keyName, valueName]), `${name}.${index}`, unknown);
    const key = entry.children.get(keyName)?.value;
    const child = entry.children.get(valueName);
    return key === undefined || !child ? [] : [[key, readShape(value, child, `${name}.${index}`, unknown)]];
  });
  return Object.fromEntries(pairs);
}

/** The only child under which a list or a map has its items. */
function below(
  tree: FieldTree,
  wireName: string,
  name: string,
  unknown: Unhonoured[],
): FieldTree | undefined {
  nameOthers(tree, new Set([wireName]), name, unknown);
  return tree.children.get(wireName);
}

/** Items are numbered from 1; gaps are closed up. */
function inOrder(tree: FieldTree | undefined, name: string, unknown: Unhonoured[]): [string, FieldTree][] {
  const items = [...(tree?.children ?? [])];
  const isNumbered = ([index]: [string, FieldTree]) => /^\d+$/.test(index);
  for (const [index] of items.filter((item) => !isNumbered(item))) {
    unknown.push({ path: pathTo(name, index), instead: "numbers from 1" });
  }
  return items.filter(isNumbered).sort(([a], [b]) => Number(a) - Number(b));
}

function nameOthers(tree: FieldTree, known: ReadonlySet<string>, name: string, unknown: Unhonoured[]): void {
  for (const other of tree.children.keys()) {
    if (!known.has(other)) {
      unknown.push({ path: pathTo(name, other), instead: [...known].join(", ") || "a value" });
    }
  }
}

function pathTo(name: string, segment: string): string {
  return name === "" ? segment : `${name}.${segment}`;
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
