import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "./repository.ts";

const run = promisify(execFile);

/**
 * Versions of what a result depends on. The commit is included in a git work tree, with `+` if files have
 * changed since.
 */
export async function projectVersions(): Promise<Record<string, string>> {
  const { version } = JSON.parse(await readFile(join(repositoryRoot, "package.json"), "utf8")) as {
    version: string;
  };
  const commit = await git("rev-parse", "--short=12", "HEAD");
  const changed = commit !== undefined && (await git("status", "--porcelain", "--untracked-files=no")) !== "";
  return {
    "soft-landing": version,
    ...(commit === undefined ? {} : { commit: `${commit}${changed ? "+" : ""}` }),
    node: process.versions.node,
  };
}

async function git(...args: string[]): Promise<string | undefined> {
  try {
    return (await run("git", args, { cwd: repositoryRoot })).stdout.trim();
  } catch {
    return undefined;
  }
}
