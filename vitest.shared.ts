import type { ViteUserConfig } from "vitest/config";

/**
 * The settings of every package's two test tiers. Results are also written as JSON, so that the
 * continuous integration script can add up all packages' numbers, cached ones included.
 *
 * @param tier `unit` is `turbo test`: Node and npm only. `system` is `turbo test:system`: may need Debian or PyPI
 *   packages or real minutes; a test whose tool is missing skips itself and says why.
 */
export function testTier(tier: "unit" | "system"): ViteUserConfig {
  return {
    test: {
      include: tier === "unit" ? ["test/**/*.test.ts"] : ["test/**/*.system.ts"],
      reporters: ["default", ["json", { outputFile: `test-results/${tier}.json` }]],
      testTimeout: tier === "unit" ? 20_000 : 120_000,
      hookTimeout: tier === "unit" ? 20_000 : 120_000,
      passWithNoTests: true,
    },
  };
}

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
