import { markdownTable } from "../markdown/markdown-table.ts";
import type { Dependency } from "./manifests.ts";

/** Every dependency with its version, licence, users and reason. */
export function dependencyTable(
  dependencies: readonly Dependency[],
  reasons: Readonly<Record<string, string>>,
): string {
  return markdownTable(
    ["package", "version", "licence", "used by", "why"],
    dependencies.map(({ name, version, licence, usedBy }) => [
      name,
      version,
      licence,
      usedBy.join(", "),
      reasons[name] ?? "nobody says why",
    ]),
  );
}
