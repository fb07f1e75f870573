import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Stryker's options for one package: what its `mutation.config.mjs` exports. The task fails below 90 % of mutants killed. A mutant that
 * changes nothing anybody can see is taken out where it is, with the reason: `// Stryker disable next-line <mutator>: <reason>`.
 *
 * @param {{ mutate: string[], testFiles: string[] }} choice sources to mutate and tests to judge, as globs from the package's folder.
 *   Tests that start processes of what is built see no mutant, so they are left out.
 */
export function mutationOptions({ mutate, testFiles }) {
  return {
    mutate,
    testFiles,
    plugins: [here("node_modules/@stryker-mutator/vitest-runner/dist/src/index.js")],
    testRunner: "vitest",
    vitest: { configFile: here("../../vitest.config.ts"), related: false },
    concurrency: 2,
    thresholds: { high: 95, low: 90, break: 90 },
    incremental: true,
    incrementalFile: "test-results/mutation.json",
    reporters: ["clear-text", "progress-append-only"],
    clearTextReporter: { allowColor: false, reportTests: false },
    tempDirName: "test-results/mutation",
    // Without the copy of tsconfig.json the package's own is found, whose paths are right.
    ignorePatterns: ["/dist", "/test-results", "/tsconfig.json"],
  };
}
