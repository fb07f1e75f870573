import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Stryker's options for one room of a package, the one that `MUTATION_ROOM` names or the first. The task fails below 90 % of mutants killed. A mutant
 * that changes nothing anybody can see is taken out where it is, with the reason: `// Stryker disable next-line <mutator>: <reason>`.
 *
 * A room is judged by the tests of that room alone. That can only lower its score, and a change of a constant, which every test may
 * notice, need not run them all.
 *
 * @param {Record<string, { mutate: string[], testFiles: string[], testLimitMs?: number }>} rooms sources to mutate and tests to
 *   judge, as globs from the package's folder. Tests that start processes of what is built see no mutant, so they are left out.
 *   `testLimitMs` is how long a test may take before its mutant counts as one that hangs.
 */
export function mutationOptions(rooms) {
  const name = process.env.MUTATION_ROOM ?? Object.keys(rooms)[0];
  const room = rooms[name];
  if (room === undefined) {
    throw new Error(`MUTATION_ROOM is ${name}; the rooms are ${Object.keys(rooms).join(", ")}.`);
  }
  // Not Stryker's own `testFiles`: with them it switches a mutant of a module's constant on too late, after the module is loaded.
  process.env.MUTATION_TEST_FILES = room.testFiles.join("\n");
  process.env.MUTATION_TEST_LIMIT_MS = String(room.testLimitMs ?? 20_000);
  return {
    mutate: room.mutate,
    plugins: [here("node_modules/@stryker-mutator/vitest-runner/dist/src/index.js")],
    testRunner: "vitest",
    vitest: { configFile: here("vitest.config.mjs"), related: false },
    concurrency: 1,
    // Beyond the limit that a single test has here, so that a busy machine kills no mutant.
    timeoutMS: 30_000,
    thresholds: { high: 95, low: 90, break: 90 },
    incremental: true,
    incrementalFile: join("test-results/mutation", `${name}.json`),
    reporters: ["clear-text", "progress-append-only"],
    clearTextReporter: { allowColor: false, reportTests: false },
    tempDirName: "test-results/mutation-sandbox",
    // Without the copy of tsconfig.json the package's own is found, whose paths are right.
    ignorePatterns: ["/dist", "/test-results", "/tsconfig.json"],
  };
}
