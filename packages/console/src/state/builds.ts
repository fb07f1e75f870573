import { builds, isServerBuild, type StackBuild, serverBuilds } from "@soft-landing/shared/builds";

/**
 * Whether a build answers with a fallback when a dependency fails; undefined if that is not known, as for a
 * custom build.
 */
export function degrades(build: string): boolean | undefined {
  return isServerBuild(build) ? builds[build].degrades : undefined;
}

/**
 * The first build that passes on the failure of a dependency, with which the story begins, and the first that
 * does not.
 */
export const hardBuild: StackBuild | undefined = serverBuilds.find((build) => !builds[build].degrades);
export const softBuild: StackBuild | undefined = serverBuilds.find((build) => builds[build].degrades);
