import type { FidelityArea } from "../../../conformance/fidelity-row.ts";
import { provenIn } from "./proven-in.ts";
import { guide } from "./sources.ts";

const area: FidelityArea = "Load balancer";

const algorithmsPage = guide("Routing algorithms");
const atw = guide("Automatic Target Weights (ATW)");
/** The choice between targets. */
export const routing = [
  ...provenIn("routing/balancer.test.ts", area, {
    "alb.round-robin": {
      behaviour: "Each target gets its turn; equal shares over 100,000 requests.",
      fact: "round_robin is the default.",
      source: algorithmsPage,
      name: "round robin: each of three targets gets a third of 100,000 requests, in turn",
    },
    "alb.least-outstanding": {
      behaviour: "The target with the fewest requests in flight is chosen.",
      fact: "least_outstanding_requests.",
      source: algorithmsPage,
      name: "least outstanding requests: always a target with the fewest in flight",
    },
    "alb.weighted-random": {
      behaviour: "Equal chances in no order.",
      fact: "weighted_random spreads evenly over healthy targets in random order.",
      source: algorithmsPage,
      name: "weighted random: each of three targets gets a third of 100,000 requests, in no fixed order",
    },
    "alb.anomaly-mitigation": {
      behaviour: "An anomalous target loses its share, and regains it in steps.",
      fact: "Mitigation moves traffic away from anomalous targets and back as they recover; the amounts are this stand-in's.",
      source: atw,
      name: "weighted random: an anomalous target loses its share of 100,000 requests, and regains it step by step",
    },
    "alb.slow-start": {
      behaviour: "A new target's share rises in a straight line over the slow-start duration.",
      fact: "The share rises linearly.",
      source: guide("Slow start mode"),
      name: "slow start: the share rises in a straight line to full",
    },
  }),
  ...provenIn("routing/slow-start.test.ts", area, {
    "alb.slow-start-joining": {
      behaviour: "A target that joins healthy others ramps up over real requests.",
      fact: "New targets enter slow start where at least one healthy target is not in it.",
      source: guide("Slow start mode"),
      name: "a target that joins others gets a growing share until the duration has passed",
    },
    "alb.slow-start-together": {
      behaviour: "Targets registered together in an empty group do not ramp.",
      fact: "Targets registered at once in an empty group do not enter slow start.",
      source: guide("Slow start mode"),
      name: "targets that are registered together in an empty group take their full share at once",
    },
    "alb.slow-start-again": {
      behaviour: "A target that recovers ramps up again.",
      fact: "A target leaves slow start when it becomes unhealthy, and enters it when it is considered healthy again.",
      source: guide("Slow start mode"),
      name: "a target that recovers starts slowly again",
    },
    "alb.slow-start-alone": {
      behaviour: "A target that becomes healthy while no other is does not ramp.",
      fact: "Slow start needs at least one healthy target that is not in it.",
      source: guide("Slow start mode"),
      name: "a target that becomes healthy while no other is takes its full share at once",
    },
    "alb.slow-start-round-robin": {
      behaviour: "No slow start with least_outstanding_requests and weighted_random.",
      fact: "Slow start cannot be used with these algorithms.",
      source: guide("Slow start mode"),
      name: "does not apply with %s",
    },
  }),
  ...provenIn("routing/anomaly.test.ts", area, {
    "alb.anomaly-detection": {
      behaviour: "Detection runs with every algorithm and changes no share by itself.",
      fact: "Anomaly detection is always on for instance targets.",
      source: atw,
      name: "marks the target that fails while its peers do not, whatever the algorithm, and leaves its share",
    },
    "alb.anomaly-peers": {
      behaviour: "A target is compared with its peers: where all fail, none is anomalous.",
      fact: "Detection compares targets with each other.",
      source: atw,
      name: "finds nothing where all fail alike, since it compares with peers",
    },
    "alb.anomaly-three": {
      behaviour: "Fewer than three healthy targets end detection and mitigation.",
      fact: "At least three healthy targets are needed.",
      source: atw,
      name: "needs three healthy targets, and forgets an anomaly when there are fewer",
    },
    "alb.anomaly-only-weighted": {
      behaviour: "Mitigation only with weighted_random and the attribute on.",
      fact: "load_balancing.algorithm.anomaly_mitigation is for weighted_random only, off by default.",
      source: atw,
      name: "does not mitigate with $algorithm and mitigation $anomalyMitigation",
    },
  }),
];
