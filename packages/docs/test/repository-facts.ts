import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { stackOutputsSchema } from "@soft-landing/shared/stack-outputs";
import { parse } from "yaml";
import type { CommandFacts } from "../src/claims/commands.ts";
import type { Files } from "../src/claims/paths.ts";
import { readDocument } from "../src/markdown/read-document.ts";
import { readRepositoryFile, repositoryRoot } from "../src/repository.ts";

/** The repository's files, as links and paths in the docs are held against them. */
export const files: Files = {
  exists,
  anchorsOf: (path) => readDocument(readRepositoryFile(path)).anchors,
  rootNames: new Set(readdirSync(repositoryRoot)),
};

/** What the repository can be told to do. */
export const commandFacts: CommandFacts = {
  scripts: new Set(Object.keys(JSON.parse(readRepositoryFile("package.json")).scripts)),
  packageScripts(name) {
    const path = `packages/${name.split("/").at(-1)}/package.json`;
    return new Set(exists(path) ? Object.keys(JSON.parse(readRepositoryFile(path)).scripts) : []);
  },
  turboTasks: new Set([
    ...Object.keys(JSON.parse(readRepositoryFile("turbo.json")).tasks),
    ...Object.keys(JSON.parse(readRepositoryFile("packages/docs/turbo.json")).tasks),
  ]),
  configKeys: new Set(
    Object.keys(parse(readRepositoryFile("packages/infra/Pulumi.yaml")).config).filter(
      (key) => !key.includes(":"),
    ),
  ),
  outputs: new Set(Object.keys(stackOutputsSchema.shape)),
  exists,
  labHelp: remembered(labHelp),
};

/** True where git does not track a path on purpose: what a build makes. */
function isBuilt(path: string): boolean {
  return spawnSync("git", ["check-ignore", "--quiet", path], { cwd: repositoryRoot }).status === 0;
}

function exists(pattern: string): boolean {
  if (!pattern.includes("*") && !pattern.includes("{")) {
    return existsSync(join(repositoryRoot, pattern)) || isBuilt(pattern);
  }
  return globSync(pattern, { cwd: repositoryRoot }).length > 0 || isBuilt(pattern.replaceAll("*", "x"));
}

function labHelp(verbs: readonly string[]): string | undefined {
  const cli = join(repositoryRoot, "packages/lab/src/cli.js");
  try {
    return execFileSync(process.execPath, [cli, ...verbs, "--help"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch {
    return undefined;
  }
}

function remembered(ask: (verbs: readonly string[]) => string | undefined) {
  const answers = new Map<string, string | undefined>();
  return (verbs: readonly string[]): string | undefined => {
    const key = verbs.join(" ");
    if (!answers.has(key)) {
      answers.set(key, ask(verbs));
    }
    return answers.get(key);
  };
}
