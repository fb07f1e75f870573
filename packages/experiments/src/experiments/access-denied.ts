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
  title: "The servers are denied access to the table",
  question: "What do users see after a permission is removed?",
  circumstance: "While the servers were denied access to the table",
  explanation:
    "The SDK does not retry a denied call, so it fails at once and every time. Users see the same page whether a dependency is broken or forbidden.",
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
  rollbacks: [{ name: "access restored", do: { action: "clear-faults" } }],
});
