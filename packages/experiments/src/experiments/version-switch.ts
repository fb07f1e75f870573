import { defineExperiment } from "./define-experiment.ts";
import { healthyBefore } from "./shared-probes.ts";

export const versionSwitch = defineExperiment({
  name: "version-switch",
  title: "The one build replaces the other under load",
  question: "Does anybody notice that the server's version changes?",
  circumstance: "While each stack moved to the other build",
  explanation:
    "The new instances are launched beside the old ones and get requests only once they pass their health check. The old ones get no new requests from then on and finish those they have.",
  phases: { beforeSeconds: 5, faultSeconds: 40, afterSeconds: 5 },
  settle: { faultSeconds: 0, recoverySeconds: 0 },
  steadyStateHypothesis: {
    title: "New instances serve before old ones leave, so that no request is lost in either direction",
    probes: [
      ...healthyBefore,
      {
        name: "Not one request is lost",
        build: "every",
        phase: "whole",
        measure: "failed",
        tolerance: { max: 0 },
      },
    ],
  },
  method: [{ name: "switch of version", do: { action: "switch-build", to: "other" } }],
  rollbacks: [],
});
