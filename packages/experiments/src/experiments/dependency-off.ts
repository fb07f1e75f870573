import { defineExperiment } from "./define-experiment.ts";
import {
  balancerCounts502,
  hardFails,
  hardFailuresAreBadGateways,
  healthyAfter,
  healthyBefore,
  softDegrades,
  softLosesNothing,
  targetsCountNo5xx,
} from "./shared-probes.ts";

export const dependencyOff = defineExperiment({
  name: "dependency-off",
  title: "The RecommendationService is switched off",
  question: "What do users see when the service that a page depends on fails every call?",
  circumstance: "While the RecommendationService was switched off",
  explanation:
    "The parameter makes every read of the table fail. In basic, that failure ends the whole request: it closes the connection without an answer, and the load balancer returns 502 Bad Gateway. error-handling catches the error and answers with the same recommendation for everyone. It reads its switch once a second, so it notices each change up to a second later.",
  phases: { beforeSeconds: 5, faultSeconds: 12, afterSeconds: 10 },
  // error-handling reads its switch once a second, so it may not know the change for that long.
  settle: { faultSeconds: 1.5 },
  steadyStateHypothesis: {
    title: "The failure takes basic down; error-handling serves a fallback page",
    probes: [
      ...healthyBefore,
      ...hardFails,
      ...hardFailuresAreBadGateways,
      ...balancerCounts502,
      ...targetsCountNo5xx,
      ...softLosesNothing,
      ...softDegrades,
      ...healthyAfter,
    ],
  },
  method: [{ name: "service off", do: { action: "set-parameter", value: "false" } }],
  rollbacks: [{ name: "service on", do: { action: "set-parameter", value: "true" } }],
});
