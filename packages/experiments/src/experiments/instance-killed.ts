import type { Probe } from "@soft-landing/shared/experiment";
import { defineExperiment } from "./define-experiment.ts";
import { healthyBefore } from "./shared-probes.ts";

/**
 * Two failed checks five seconds apart, each with a timeout of two seconds, take a target out: at most 12 s
 * (health check of the Pulumi program; interval, timeout and threshold as in the ALB user guide).
 */
export const detectionSeconds = 12;

/** While a dead target is in rotation, it gets its share: a third of the requests. */
export const lossOfOneInThree: Probe[] = [
  {
    name: `Requests fail only until the health checks notice, ${detectionSeconds} s at most`,
    build: "every",
    phase: "whole",
    measure: "impactSeconds",
    tolerance: { max: detectionSeconds + 1 },
  },
  {
    name: "At most the third of the requests that go to the dead target fail",
    build: "every",
    phase: "during",
    measure: "failedShare",
    tolerance: { max: 0.35 },
  },
  {
    name: "Afterwards every request is answered again",
    build: "every",
    phase: "after",
    measure: "availability",
    tolerance: { min: 1 },
  },
];

export const instanceKilled = defineExperiment({
  name: "instance-killed",
  title: "One of three instances is terminated without warning",
  question: "How many requests fail when an instance is lost, and for how long?",
  circumstance: "After one of three instances was terminated",
  explanation:
    "A terminated instance refuses connections, so its share of the requests fails at once, with 502. The load balancer does not try another target; the target stays in rotation until two health checks five seconds apart have failed or the Auto Scaling group has noticed the loss, whichever comes first. Error handling inside the server cannot help here. The Auto Scaling group then launches a new instance.",
  phases: { beforeSeconds: 5, faultSeconds: 20, afterSeconds: 10 },
  settle: { faultSeconds: 0, recoverySeconds: 0 },
  // Longer than the ten seconds after which the load balancer gives up a connection attempt, so that its 504
  // is seen.
  load: { requestTimeoutSeconds: 15 },
  steadyStateHypothesis: {
    title: "Every build loses the dead instance's share until its target is taken out, and nothing after",
    probes: [...healthyBefore, ...lossOfOneInThree],
  },
  method: [{ name: "instance killed", do: { action: "kill-instance", position: 0 } }],
  rollbacks: [],
});
