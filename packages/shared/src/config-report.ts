import type { ConfigMistake } from "./stack-config.ts";

/**
 * All mistakes as one text: file, key, value and remedy of each.
 *
 * @param placeOf Where the key's value is, for example `packages/infra/Pulumi.basic.yaml`.
 */
export function configReport(mistakes: readonly ConfigMistake[], placeOf: (key: string) => string): string {
  const count = mistakes.length === 1 ? "one mistake" : `${mistakes.length} mistakes`;
  const lines = mistakes.map(
    ({ key, value, remedy }) => `  ${placeOf(key)}: ${key} ${shown(value)}: ${remedy}`,
  );
  return [`The stack's config has ${count}. Nothing was changed.`, ...lines].join("\n");
}

function shown(value: unknown): string {
  if (value === undefined || value === "") {
    return "is not given";
  }
  return `= ${typeof value === "string" ? value : JSON.stringify(value)}`;
}
