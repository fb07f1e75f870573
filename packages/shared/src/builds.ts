/** What users read about a build, and what measures it. */
interface BuildDescription {
  /** What a visitor gets when a call of a dependency fails, as one sentence. */
  promise: string;
  /** True if a failed call degrades the page, false if it ends the request. */
  degrades: boolean;
  /**
   * The longest time in milliseconds that a page waits for its dependency, including all attempts. Null if it
   * waits as long as the call takes.
   */
  dependencyTimeoutMs: number | null;
}

/**
 * The builds of the server in this repository, by their names in the config. A new build needs an entry here,
 * `packages/server/src/builds/<name>.ts` and its handler.
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

/** Whether it is one of the repository's own builds. Otherwise it is a user's own artifact. */
export function isServerBuild(build: string): build is ServerBuild {
  return Object.hasOwn(builds, build);
}

/** What a visitor of this build gets when a call of a dependency fails, as a sentence. */
export function promiseOf(build: string): string {
  return isServerBuild(build) ? builds[build].promise : "Your own artifact.";
}

/** What a stack can serve: one of the repository's own builds, or a user's own artifact. */
export const stackBuilds = [...serverBuilds, "custom"] as const;
export type StackBuild = (typeof stackBuilds)[number];
