import type { StandInFidelity } from "../../conformance/fidelity-row.ts";
import { forwarding } from "./fidelity/forwarding-rows.ts";
import { draining, routable, states } from "./fidelity/health-rows.ts";
import { notImitated } from "./fidelity/not-imitated.ts";
import { desync, metrics, tunnels } from "./fidelity/protection-rows.ts";
import { routing } from "./fidelity/routing-rows.ts";
import { codes, connectTimeout } from "./fidelity/status-rows.ts";

/** What the tests prove of the load balancer and of target health, and what is left out. */
export const loadBalancerFidelity: StandInFidelity = {
  rows: [
    ...codes,
    ...connectTimeout,
    ...forwarding,
    ...desync,
    ...tunnels,
    ...metrics,
    ...routing,
    ...states,
    ...routable,
    ...draining,
  ],
  notImitated,
};
