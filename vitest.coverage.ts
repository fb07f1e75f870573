import type { ViteUserConfig } from "vitest/config";

/** Of all branches, in percent, so many must have been taken. */
const leastBranches = 95;

/**
 * The settings of `turbo coverage`, which prints how many branches of what decides were taken, and fails below
 * {@link leastBranches}. Only fast tests run, in this process: V8's counting slows everything down, and what child processes
 * do is not counted.
 *
 * @param modules sources, as globs; a leading `!` leaves out
 * @param tests the tests that are to take their branches
 */
export function branchCoverage(modules: readonly string[], tests: readonly string[]): ViteUserConfig {
  return {
    test: {
      include: [...tests],
      reporters: ["dot"],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      coverage: {
        enabled: true,
        provider: "v8",
        include: modules.filter((glob) => !glob.startsWith("!")),
        exclude: modules.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)),
        reporter: [["text", { maxCols: 120 }]],
        thresholds: { branches: leastBranches },
      },
    },
  };
}
