import { defineExperiment } from "./define-experiment.ts";
import { healthyBefore } from "./shared-probes.ts";

export const versionSwitch = defineExperiment({
  name: "version-switch",
  title: "One build replaces the other under load",
  question: "Do users notice when the server's version changes?",
  circumstance: "While each stack switched to the other build",
  explanation:
    "The new instances are launched beside the old ones and get requests only once they pass their health check. From then on, the old ones get no new requests and finish those that they have.",
  phases: { beforeSeconds: 5, faultSeconds: 40, afterSeconds: 5 },
  settle: { faultSeconds: 0, recoverySeconds: 0 },
  steadyStateHypothesis: {
    title: "New instances serve before old ones leave, so no request is lost in either direction",
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
  method: [{ name: "switch of build", do: { action: "switch-build", to: "other" } }],
  rollbacks: [],
});
