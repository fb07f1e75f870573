import { defineExperiment } from "./define-experiment.ts";
import {
  hardFails,
  hardFailuresAreBadGateways,
  healthyAfter,
  healthyBefore,
  softDegrades,
  softLosesNothing,
  targetsCountNo5xx,
} from "./shared-probes.ts";

export const accessDenied = defineExperiment({
  name: "access-denied",
  title: "The servers may no longer read the table",
  question: "What does a person see after somebody has taken a permission away?",
  circumstance: "While the servers were denied access to the table",
  explanation:
    "A denied call is not tried again, it fails at once and every time. To a person it makes no difference whether a dependency is broken or forbidden.",
  phases: { beforeSeconds: 5, faultSeconds: 12, afterSeconds: 10 },
  steadyStateHypothesis: {
    title: "A denied call takes basic down; error-handling gives a plainer page instead",
    probes: [
      ...healthyBefore,
      ...hardFails,
      ...hardFailuresAreBadGateways,
      ...targetsCountNo5xx,
      ...softLosesNothing,
      ...softDegrades,
      ...healthyAfter,
    ],
  },
  method: [
    {
      name: "access denied",
      do: {
        action: "add-fault",
        service: "dynamodb",
        error: { statusCode: 400, code: "AccessDeniedException" },
      },
    },
  ],
  rollbacks: [{ name: "access given", do: { action: "clear-faults" } }],
});
