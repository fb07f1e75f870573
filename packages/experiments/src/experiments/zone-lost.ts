import { defineExperiment } from "./define-experiment.ts";
import { lossOfOneInThree } from "./instance-killed.ts";
import { healthyBefore } from "./shared-probes.ts";

export const zoneLost = defineExperiment({
  name: "zone-lost",
  title: "One of three Availability Zones goes dark",
  question: "Do the other two zones carry on, and what is lost until they do it alone?",
  circumstance: "While one of three Availability Zones was dark",
  explanation:
    "Nothing in a dark zone refuses: packets vanish. The load balancer waits ten seconds for a connection and then answers 504, so people who meet the dark zone wait before they fail. Two failed health checks, each given up after two seconds, take the target out; requests already waiting for it still fail after that. Error handling inside the server cannot help here.",
  phases: { beforeSeconds: 5, faultSeconds: 25, afterSeconds: 15 },
  settle: { faultSeconds: 0, recoverySeconds: 0 },
  // Longer than the ten seconds after which the load balancer gives up on connecting, so that its 504 is seen.
  load: { requestTimeoutSeconds: 15 },
  steadyStateHypothesis: {
    title: "Every build loses the dark zone's share until its target is taken out, and nothing after",
    probes: [...healthyBefore, ...lossOfOneInThree],
  },
  method: [{ name: "zone down", do: { action: "zone-down", position: 0 } }],
  rollbacks: [{ name: "zone up", do: { action: "zone-up", position: 0 } }],
});
