import fc from "fast-check";
import { afterAll, vi } from "vitest";

// Half of fast-check's lists are shorter than six by default: too short to walk a state machine.
const baseSize = "medium";

// Mutation testing asks thousands of times whether a test fails: with fewer samples, and not for the smallest that does.
const isMutationTest = process.env.MUTATION_TEST_FILES !== undefined;

fc.configureGlobal(isMutationTest ? { baseSize, numRuns: 25, endOnFailure: true } : { baseSize });

// The next file of this worker finds the process as this one found it.
const environment = { ...process.env };
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) {
      delete process.env[name];
    }
  }
  Object.assign(process.env, environment);
});
