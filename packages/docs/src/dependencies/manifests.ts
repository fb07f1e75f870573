import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { readRepositoryFile, repositoryRoot } from "../repository.ts";

const manifestSchema = z.object({
  name: z.string(),
  version: z.string().optional(),
  license: z.unknown().optional(),
  licenses: z.unknown().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

const workspaceSchema = z.object({
  packages: z.array(z.string()),
  catalog: z.record(z.string(), z.string()),
});

/** A package from the registry that some part of the repository names. */
export interface Dependency {
  name: string;
  version: string;
  licence: string;
  /** The parts that need it to run, then those that need it to build or test; `root` is the repository itself. */
  usedBy: string[];
}

/** Every package from the registry that the workspace's manifests name, in alphabetical order. */
export function listDependencies(): Dependency[] {
  const { catalog } = readWorkspace();
  const found = new Map<string, Dependency>();
  for (const path of manifestPaths()) {
    const { dependencies, devDependencies } = readManifest(path);
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (range.startsWith("workspace:")) {
        continue;
      }
      const dependency = found.get(name) ?? {
        name,
        version: range === "catalog:" ? (catalog[name] ?? "not in the catalogue") : range,
        licence: installedLicence(name, dirname(path)),
        usedBy: [],
      };
      dependency.usedBy.push(dirname(path) === "." ? "root" : (dirname(path).split("/").at(-1) ?? path));
      found.set(name, dependency);
    }
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** One part of the workspace that needs another: it imports the other, or reads what its build writes. */
export interface WorkspaceLink {
  from: string;
  to: string;
  by: "import" | "files";
}

/**
 * How the workspace's parts depend on each other: `dependencies` are imported, `devDependencies` are built
 * before.
 */
export function listWorkspaceLinks(): WorkspaceLink[] {
  return manifestPaths().flatMap((path) => {
    const { name, dependencies, devDependencies } = readManifest(path);
    const linksTo = (ranges: Record<string, string>, by: WorkspaceLink["by"]): WorkspaceLink[] =>
      Object.keys(ranges)
        .filter((dependency) => ranges[dependency]?.startsWith("workspace:"))
        .map((dependency) => ({ from: shortName(name), to: shortName(dependency), by }));
    return [...linksTo(dependencies, "import"), ...linksTo(devDependencies, "files")];
  });
}

function shortName(name: string): string {
  return name.split("/").at(-1) ?? name;
}

/** The catalogue's entries that no manifest names. */
export function unusedCatalogEntries(): string[] {
  const used = new Set(listDependencies().map(({ name }) => name));
  return Object.keys(readWorkspace().catalog).filter((name) => !used.has(name));
}

/** The workspace's own package.json files, from the repository's root. */
function manifestPaths(): string[] {
  const patterns = readWorkspace().packages.map((pattern) => `${pattern}/package.json`);
  return ["package.json", ...globSync(patterns, { cwd: repositoryRoot }).sort()];
}

/** A licence from a package's manifest, in old forms and new. */
export function licenceOf(manifest: { license?: unknown; licenses?: unknown }): string {
  const told =
    manifest.license ?? (Array.isArray(manifest.licenses) ? manifest.licenses[0] : manifest.licenses);
  if (typeof told === "object" && told !== null && "type" in told) {
    return String(told.type);
  }
  return typeof told === "string" ? told : "unknown";
}

function readWorkspace() {
  return workspaceSchema.parse(parse(readRepositoryFile("pnpm-workspace.yaml")));
}

function readManifest(path: string) {
  return manifestSchema.parse(JSON.parse(readRepositoryFile(path)));
}

function installedLicence(name: string, folder: string): string {
  const path = join(folder, "node_modules", name, "package.json");
  return existsSync(join(repositoryRoot, path)) ? licenceOf(readManifest(path)) : "not installed";
}
