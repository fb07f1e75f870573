import { defineExperiment } from "./define-experiment.ts";
import {
  healthyBefore,
  softLosesNothing,
  softRecoversSoon,
  softStaysFast,
  unlimitedBuildsWait,
} from "./shared-probes.ts";

export const dependencySlow = defineExperiment({
  name: "dependency-slow",
  title: "Every read of the table takes about a second",
  question: "Does a page wait for a slow dependency, and for how long?",
  circumstance: "While every read of the table took about a second",
  explanation:
    "basic waits for its dependency however long that takes, and everybody waits with it. error-handling gives it a fixed budget; when calls keep missing that, a circuit breaker stops making them and people are answered at once, while a trial call in the background finds out when the dependency is quick again.",
  phases: { beforeSeconds: 5, faultSeconds: 12, afterSeconds: 10 },
  settle: { faultSeconds: 0 },
  steadyStateHypothesis: {
    title: "basic makes everybody wait; error-handling gives up on the dependency, not on the person",
    probes: [
      ...healthyBefore,
      ...unlimitedBuildsWait,
      ...softLosesNothing,
      ...softStaysFast,
      ...softRecoversSoon,
    ],
  },
  method: [
    {
      name: "reads slow",
      do: {
        action: "add-fault",
        service: "dynamodb",
        operation: "GetItem",
        latencyMs: 1000,
        latencyJitterMs: 100,
      },
    },
  ],
  rollbacks: [{ name: "reads fast", do: { action: "clear-faults" } }],
});
