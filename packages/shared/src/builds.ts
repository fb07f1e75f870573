/** What people are told of a build, and what measures it. */
interface BuildDescription {
  /** What a visitor gets when a call of a dependency fails, as one sentence. */
  promise: string;
  /** True where a failed call degrades the page, false where it ends the request. */
  degrades: boolean;
  /**
   * The longest time in milliseconds that a page waits for its dependency, all attempts included. Null where it waits as long as
   * the call takes.
   */
  dependencyTimeoutMs: number | null;
}

/**
 * The builds of the server that this repository makes, by their names in configuration. An entry is all it takes besides the two files
 * that make the build, `packages/server/src/builds/<name>.ts` and its handler.
 */
export const builds = {
  basic: {
    promise: "A failed call of a dependency ends the request without a reply.",
    degrades: false,
    dependencyTimeoutMs: null,
  },
  "error-handling": {
    promise:
      "After a failed call of a dependency, all users get the same recommendation, and the page says what failed.",
    degrades: true,
    dependencyTimeoutMs: 100,
  },
} as const satisfies Record<string, BuildDescription>;

export type ServerBuild = keyof typeof builds;
export const serverBuilds = Object.keys(builds) as ServerBuild[];

/** Whether it is one of the repository's own; otherwise somebody has brought an artifact. */
export function isServerBuild(build: string): build is ServerBuild {
  return Object.hasOwn(builds, build);
}

/** What a visitor of this build gets when a call of a dependency fails, as a sentence. */
export function promiseOf(build: string): string {
  return isServerBuild(build) ? builds[build].promise : "Your own artifact.";
}

/** What a stack may serve: one of the repository's own builds, or an artifact that somebody brings. */
export const stackBuilds = [...serverBuilds, "custom"] as const;
export type StackBuild = (typeof stackBuilds)[number];
