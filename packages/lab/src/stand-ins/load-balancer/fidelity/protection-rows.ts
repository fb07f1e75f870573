import type { FidelityArea } from "../../../conformance/fidelity-row.ts";
import { provenIn } from "./proven-in.ts";
import { errorCodes, groups, guardian, guide, metricsPage } from "./sources.ts";

const area: FidelityArea = "Load balancer";

/** What is done about requests that two parsers could read two ways. */
export const desync = [
  ...provenIn("desync.test.ts", area, {
    "alb.desync-modes": {
      behaviour:
        "monitor, defensive and strictest forward, close after, or refuse acceptable and ambiguous requests; each is counted.",
      fact: "Defensive blocks severe requests and closes both connections after ambiguous ones; strictest lets only compliant ones through.",
      source: guardian,
      name: "$mode: $what is $tier, answered $status",
    },
  }),
  ...provenIn("smuggling.test.ts", area, {
    "alb.smuggling": {
      behaviour: "CL.TE, TE.CL, TE.TE and their kin are refused; no hidden request reaches a target.",
      fact: "Severe requests are blocked and the connection is closed.",
      source: guardian,
      name: "%s: what hides in the body never reaches the target",
    },
    "alb.ambiguous-closes": {
      behaviour: "What follows an ambiguous request on its connection is dropped.",
      fact: "The client's and the target's connection are closed after an ambiguous request.",
      source: guardian,
      name: "what follows an ambiguous request on its connection is dropped with the connection",
    },
  }),
];

const webSockets = guide("Listeners for your Application Load Balancers");
/** WebSockets. */
export const tunnels = provenIn("tunnel.test.ts", area, {
  "alb.websocket": {
    behaviour: "A WebSocket handshake joins client and target.",
    fact: "WebSockets are supported natively; the connection is upgraded.",
    source: webSockets,
    name: "joins client and target after a WebSocket handshake",
  },
  "alb.websocket-declined": {
    behaviour: "An answer other than 101 goes to the client.",
    fact: "Target responses pass through.",
    source: webSockets,
    name: "passes on what a target answers that does not agree",
  },
  "alb.websocket-errors": {
    behaviour: "A handshake gets 502 and 503 like any request.",
    fact: "A handshake is an HTTP request.",
    source: errorCodes,
    name: "answers 502 where the target drops the handshake, 503 where there is none",
  },
  "alb.websocket-504": {
    behaviour: "A handshake without an answer gets 504 at the idle timeout.",
    fact: "No response before the idle timeout is a 504.",
    source: errorCodes,
    name: "answers 504 where the target leaves the handshake unanswered for the idle timeout",
  },
  "alb.websocket-idle": {
    behaviour: "A tunnel in which nothing moves for the idle timeout ends.",
    fact: "The idle timeout holds for WebSockets as well.",
    source: guide("Application Load Balancer attributes"),
    name: "ends a tunnel in which nothing moves for the idle timeout, and no other",
  },
  "alb.websocket-drain": {
    behaviour: "A tunnel ends when the deregistration delay runs out.",
    fact: "Connections to a deregistered target end with the delay.",
    source: groups,
    name: "ends a tunnel when the deregistration delay runs out",
  },
  "alb.h2c": {
    behaviour: "An upgrade to h2c on an HTTP listener is answered as HTTP/1.1.",
    fact: "HTTP/2 is for HTTPS listeners only.",
    source: guide("Listeners for your Application Load Balancers"),
    name: "answers an upgrade to h2c as an ordinary request",
  },
});

/** What is counted as whose. */
export const metrics = provenIn("metric-identity.test.ts", area, {
  "alb.5xx-identity": {
    behaviour: "What clients saw as 5xx is ELB 5XX plus target 5XX, over random schedules of faults.",
    fact: "ELB counts never hold targets' codes, and the other way round.",
    source: metricsPage,
    name: "what clients saw as 5xx is ELB 5XX plus target 5XX, over any schedule of deaths, hangs, garbage and switches",
  },
});
