import { defineExperiment } from "./define-experiment.ts";
import { lossOfOneInThree } from "./instance-killed.ts";
import { healthyBefore } from "./shared-probes.ts";

export const zoneLost = defineExperiment({
  name: "zone-lost",
  title: "One of three Availability Zones goes down",
  question: "Do the other two zones carry on, and how many requests fail until then?",
  circumstance: "While one of three Availability Zones was down",
  explanation:
    "Nothing in a failed zone refuses connections: packets vanish. The load balancer waits ten seconds for a connection and then returns 504, so users whose requests go to this zone wait before they fail. The target is taken out after two failed health checks, each with a timeout of two seconds. Requests that already wait for it still fail after that. Error handling inside the server cannot help here.",
  phases: { beforeSeconds: 5, faultSeconds: 25, afterSeconds: 15 },
  settle: { faultSeconds: 0, recoverySeconds: 0 },
  // Longer than the ten seconds after which the load balancer gives up a connection attempt, so that its 504
  // is seen.
  load: { requestTimeoutSeconds: 15 },
  steadyStateHypothesis: {
    title: "Every build loses the failed zone's share until its target is taken out, and nothing after that",
    probes: [...healthyBefore, ...lossOfOneInThree],
  },
  method: [{ name: "zone down", do: { action: "zone-down", position: 0 } }],
  rollbacks: [{ name: "zone up", do: { action: "zone-up", position: 0 } }],
});
