import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";

/**
 * An input without nulls and empty texts, in structures at any depth: generated clients send them for absent
 * members. A required member keeps its text, which is then checked.
 */
export function withoutEmptyTexts(schema: $SchemaRef, input: object): object {
  return cleared(NormalizedSchema.of(schema), input) as object;
}

function cleared(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isListSchema() && Array.isArray(value)) {
    return value.map((item) => cleared(schema.getValueSchema(), item));
  }
  if (!schema.isStructSchema() || typeof value !== "object" || value === null) {
    return value;
  }
  const required = requiredMembers(schema);
  const struct: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const item = (value as Record<string, unknown>)[name];
    if (item !== undefined && item !== null && (item !== "" || required.has(name))) {
      struct[name] = cleared(member, item);
    }
  }
  return struct;
}

/** A structure's schema has its required members first, and their number. */
function requiredMembers(schema: NormalizedSchema): ReadonlySet<string> {
  const [, , , , names = [], , count = 0] = schema.getSchema() as unknown[] as [
    number,
    string,
    string,
    unknown,
    string[]?,
    unknown?,
    number?,
  ];
  return new Set(names.slice(0, count));
}
