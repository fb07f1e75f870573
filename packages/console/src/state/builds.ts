import { builds, isServerBuild, type StackBuild, serverBuilds } from "@soft-landing/shared/builds";

/** Whether a build answers with a fallback when a dependency fails; undefined where nobody has said so, as of a custom one. */
export function degrades(build: string): boolean | undefined {
  return isServerBuild(build) ? builds[build].degrades : undefined;
}

/** The first build that passes a dependency's failure on, with which the story begins, and the first that does not. */
export const hardBuild: StackBuild | undefined = serverBuilds.find((build) => !builds[build].degrades);
export const softBuild: StackBuild | undefined = serverBuilds.find((build) => builds[build].degrades);
