import { markdownTable } from "../markdown/markdown-table.ts";
import type { Dependency } from "./manifests.ts";

/**
 * Every dependency with its licence, users and reason. Versions are elsewhere: an update must not need a new
 * table.
 */
export function dependencyTable(
  dependencies: readonly Dependency[],
  reasons: Readonly<Record<string, string>>,
): string {
  return markdownTable(
    ["package", "licence", "used by", "why"],
    dependencies.map(({ name, licence, usedBy }) => [
      name,
      licence,
      usedBy.join(", "),
      reasons[name] ?? "nobody says why",
    ]),
  );
}
