import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { type ResourceGraph, resourceGraphSchema } from "@soft-landing/stack-graph/resource-graph";
import { infraDirectory, recordEntry, repositoryRoot } from "./repository.ts";
import { runTool } from "./run-tool.ts";

/** Values that override the stack's own config, by key without the project's name. */
export type ConfigOverrides = Readonly<Record<string, string>>;

/**
 * The stack for a build. For a build without one, the first stack of the story, which can serve any build.
 */
export function stackOfBuild(build: string): string {
  return existsSync(join(infraDirectory, `Pulumi.${build}.yaml`)) ? build : "basic";
}

/**
 * The resource graph of a stack: as recorded by the build, or evaluated now if values are overridden or the
 * build does not know the stack.
 *
 * @throws UserMistake with the program's own message about the stack or its config
 */
export async function stackGraph(
  stack: string,
  overrides: ConfigOverrides,
  signal?: AbortSignal,
): Promise<ResourceGraph> {
  const recorded = await recordedGraph(stack);
  if (recorded !== undefined && agrees(recorded, overrides)) {
    return recorded;
  }
  return await evaluateStack(stack, overrides, signal);
}

/**
 * Evaluates the Pulumi program under mocks, in its own process. @throws UserMistake with the program's own
 * message
 */
export async function evaluateStack(
  stack: string,
  overrides: ConfigOverrides,
  signal?: AbortSignal,
): Promise<ResourceGraph> {
  const settings = Object.entries(overrides).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
  const args = [recordEntry, "--stack", stack, ...settings];
  const { exitCode, stdout, stderr } = await runTool(process.execPath, args, { cwd: repositoryRoot, signal });
  if (exitCode !== 0) {
    throw new UserMistake(stderr.trim() || `Evaluating stack ${stack} ended with exit code ${exitCode}.`);
  }
  return resourceGraphSchema.parse(JSON.parse(stdout));
}

/** The stacks for which the program has a config. */
export async function stackNames(): Promise<string[]> {
  const files = await readdir(infraDirectory);
  return files.flatMap((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1] ?? []).toSorted();
}

async function recordedGraph(stack: string): Promise<ResourceGraph | undefined> {
  if (!/^[\w.-]+$/.test(stack)) {
    return undefined;
  }
  const text = await readFile(join(infraDirectory, "dist", `${stack}.graph.json`), "utf8").catch(
    () => undefined,
  );
  return text === undefined ? undefined : resourceGraphSchema.parse(JSON.parse(text));
}

function agrees(graph: ResourceGraph, overrides: ConfigOverrides): boolean {
  return Object.entries(overrides).every(([key, value]) => graph.config[key] === value);
}
