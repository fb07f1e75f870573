/** The builds of the server that this repository makes itself, each one a composition root in packages/server/src/builds. */
export const serverBuilds = ["basic", "error-handling"] as const;
export type ServerBuild = (typeof serverBuilds)[number];

/** What a stack may serve: one of the repository's own builds, or an artifact that somebody brings. */
export const stackBuilds = [...serverBuilds, "custom"] as const;
export type StackBuild = (typeof stackBuilds)[number];
