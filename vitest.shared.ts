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
