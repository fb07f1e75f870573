import { dirname, join, resolve } from "node:path";

/** The root of this repository: graphs name files relative to it. */
export const repositoryRoot = resolve(import.meta.dirname, "../../../..");

/**
 * The folder of this process's Node: first on the PATH of every child, because the system's own may be older.
 */
export const nodeDirectory = dirname(process.execPath);

export const infraDirectory = join(repositoryRoot, "packages/infra");
export const consoleDirectory = join(repositoryRoot, "packages/console/dist");
export const labEntry = join(repositoryRoot, "packages/lab/src/cli.js");
export const turboEntry = join(repositoryRoot, "node_modules/.bin/turbo");
export const recordEntry = join(repositoryRoot, "packages/stack-graph/src/record/record.ts");

/** Node's compile cache, kept from one start to the next. */
export const compileCacheDirectory = join(repositoryRoot, "node_modules/.cache/soft-landing");
