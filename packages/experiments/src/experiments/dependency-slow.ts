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
    "basic waits for its dependency as long as it takes, and so do its users. error-handling has a fixed timeout. When calls keep exceeding it, a circuit breaker stops making them and users get an answer at once, while a probe in the background finds out when the dependency is fast again.",
  phases: { beforeSeconds: 5, faultSeconds: 12, afterSeconds: 10 },
  settle: { faultSeconds: 0 },
  steadyStateHypothesis: {
    title: "basic makes every user wait; error-handling gives up on the dependency, not on the user",
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
