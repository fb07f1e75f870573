import { BaseSequencer } from "vitest/node";
import packageTests from "../../vitest.config.ts";

/** What each test file has taken at most, its imports included, by its path. */
const costMs = new Map();
/** The file that has killed the mutant before; it often kills the next one too. */
let killer;

const costs = {
  onTestModuleEnd(module) {
    const { collectDuration, duration } = module.diagnostic();
    costMs.set(module.moduleId, Math.max(collectDuration + duration, costMs.get(module.moduleId) ?? 0));
    if (!module.ok()) {
      killer = module.moduleId;
    }
  },
};

/** Most mutants are killed before a slow file begins. */
class QuickFirst extends BaseSequencer {
  async sort(specifications) {
    const cost = ({ moduleId }) => (costMs.get(moduleId) ?? 0) / (moduleId === killer ? 10 : 1);
    return specifications.toSorted((a, b) => cost(a) - cost(b));
  }
}

/**
 * The tests of one room, run for one mutant after the other. The files of one run share one worker, because loading the SDK anew for
 * each file takes most of the time. Each mutant gets a worker of its own.
 */
export default async (environment) => {
  const { root, test } = await packageTests(environment);
  // A mutant that hangs fails by this limit, long before Stryker's own.
  const limitMs = Number(process.env.MUTATION_TEST_LIMIT_MS);
  return {
    root,
    test: {
      ...test,
      include: process.env.MUTATION_TEST_FILES?.split("\n"),
      isolate: false,
      testTimeout: limitMs,
      hookTimeout: limitMs,
      reporters: [costs],
      sequence: { sequencer: QuickFirst },
    },
  };
};
