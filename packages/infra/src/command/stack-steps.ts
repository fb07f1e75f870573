import { relative, resolve } from "node:path";
import { stackBuilds } from "@soft-landing/shared/builds";
import { projectFolder, repositoryRoot } from "../artifact/artifact.ts";
import type { Step } from "./run.ts";

/** A mistake in how `pnpm stack` was called. The message says how it is called. */
export class UsageMistake extends Error {
  override name = "UsageMistake";
}

/** What a person asked of `pnpm stack`. */
export interface StackRequest {
  words: readonly string[];
  stack: string;
  /** Only with `switch custom`. */
  artifact?: string | undefined;
  artifactSha256?: string | undefined;
  /** Handed to Pulumi as they are. */
  pulumiOptions: readonly string[];
  /** What relative paths start from. */
  folder: string;
}

/**
 * The programs to run, one after the other until one fails, for what a person asked.
 *
 * @throws UsageMistake where the request makes no sense.
 */
export function stackSteps(request: StackRequest): Step[] {
  const [verb, ...rest] = request.words;
  if (verb !== "switch" && (rest.length > 0 || request.artifact !== undefined)) {
    throw new UsageMistake(`pnpm stack ${verb} takes no ${rest[0] ?? "artifact"}.`);
  }
  switch (verb) {
    case "up":
      return [buildArtifacts, pulumi(request, "up")];
    case "preview":
      return [buildArtifacts, pulumi(request, "preview")];
    case "switch":
      return [buildArtifacts, ...setBuild(request, rest), pulumi(request, "up")];
    case "outputs":
      return [pulumi(request, "stack", "output")];
    case "destroy":
      return [pulumi(request, "destroy")];
    default:
      throw new UsageMistake(
        `Which verb? ${verb ?? "None"} is none of up, preview, switch, outputs, destroy.`,
      );
  }
}

const buildArtifacts: Step = {
  program: "pnpm",
  args: ["exec", "turbo", "run", "build", "--filter=@soft-landing/server", "--output-logs=errors-only"],
  folder: repositoryRoot,
};

function pulumi({ stack, pulumiOptions }: StackRequest, ...words: string[]): Step {
  return { program: "pulumi", args: [...words, "--stack", stack, ...pulumiOptions], folder: projectFolder };
}

/** Moves a stack to another build by its config, as the next update reads it. */
function setBuild(request: StackRequest, [build, ...rest]: readonly string[]): Step[] {
  if (build === undefined || !stackBuilds.some((known) => known === build) || rest.length > 0) {
    throw new UsageMistake(`pnpm stack switch takes one of ${stackBuilds.join(", ")}.`);
  }
  const { artifact, artifactSha256 } = request;
  if ((build === "custom") !== (artifact !== undefined)) {
    throw new UsageMistake(
      build === "custom"
        ? "pnpm stack switch custom needs --artifact FILE-or-URL."
        : `pnpm stack switch ${build} takes no --artifact: it brings its own.`,
    );
  }
  const config = (...words: string[]) => pulumi({ ...request, pulumiOptions: [] }, "config", ...words);
  const set = (key: string, value: string | undefined) =>
    value === undefined ? config("rm", key) : config("set", key, value);
  return [
    config("set", "build", build),
    set("artifact", artifact === undefined ? undefined : fromProject(artifact, request.folder)),
    set("artifactSha256", artifactSha256),
  ];
}

/** A file as the stack's config names it: relative to the project's folder, so that the config works on other machines. */
function fromProject(artifact: string, folder: string): string {
  return artifact.startsWith("https://") ? artifact : relative(projectFolder, resolve(folder, artifact));
}
