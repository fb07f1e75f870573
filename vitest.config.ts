import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Tests that measure, named `*.alone.system.ts`, run one at a time after the others. */
const systemProjects = [
  {
    extends: true as const,
    test: {
      name: "system",
      include: ["test/**/*.system.ts"],
      exclude: ["test/**/*.alone.system.ts"],
      sequence: { groupOrder: 0 },
    },
  },
  {
    extends: true as const,
    test: {
      name: "alone",
      include: ["test/**/*.alone.system.ts"],
      fileParallelism: false,
      sequence: { groupOrder: 1 },
    },
  },
];

/**
 * One file for all packages. Each runs `vitest run --config ../../vitest.config.ts` in its own folder; with
 * `--mode system` it runs the second tier. Results are also written as JSON, so that the continuous integration
 * script can add up all packages' numbers, cached ones included.
 *
 * The unit tier is `turbo test`: Node and npm only. The system tier is `turbo test:system`: it may need Debian or
 * PyPI packages or real minutes; a test whose tool is missing skips itself and says why.
 */
export default defineConfig(({ mode }) => {
  const tier = mode === "system" ? "system" : "unit";
  return {
    root: process.cwd(),
    test: {
      ...(tier === "unit" ? { include: ["test/**/*.test.ts"] } : { projects: systemProjects }),
      reporters: ["default", ["json", { outputFile: `test-results/${tier}.json` }]],
      // A property test does the same work on a busy machine, only later.
      testTimeout: 120_000,
      hookTimeout: 120_000,
      passWithNoTests: true,
      // The files of a package share their workers' modules: to load the SDKs anew for each took half of the time.
      isolate: false,
      // Vitest leaves one core free, which of two is half. The tests wait for processes most of the time.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      setupFiles: [join(import.meta.dirname, "vitest.setup.ts")],
    },
  };
});
