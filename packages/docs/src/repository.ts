import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** The repository's root folder, absolute. */
export const repositoryRoot = join(import.meta.dirname, "../../..");

/** The repository's documents for people, as paths from its root with forward slashes. */
export function listDocuments(): string[] {
  const patterns = ["*.md", "docs/**/*.md", "examples/*/*.md", "packages/*/*.md"];
  return globSync(patterns, { cwd: repositoryRoot, exclude: (path) => path.includes("node_modules") })
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/** The text of a file of the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(repositoryRoot, path), "utf8");
}
