import type { FidelityArea } from "../../../conformance/fidelity-row.ts";
import { provenIn } from "./proven-in.ts";
import { errorCodes, metricsPage, quotas } from "./sources.ts";

const area: FidelityArea = "Load balancer";

const everyCode = "answers $status where $when";

/** The statuses that the load balancer makes itself. */
export const codes = provenIn("wire-codes.test.ts", area, {
  "alb.400": {
    behaviour:
      "400 for anything that is no request, for one header over 16 K, all headers over 64 K, and lengths that contradict each other.",
    fact: "A malformed request, or a header larger than its quota, is a 400.",
    source: errorCodes,
    name: everyCode,
  },
  "alb.400-left": {
    behaviour: "A client that leaves within its body is counted as 400, and the target's connection ends.",
    fact: "A client that closes before its whole body is sent is a 400.",
    source: errorCodes,
    name: "counts 400 where the client leaves within its body",
  },
  "alb.405": {
    behaviour: "405 for TRACE (and CONNECT).",
    fact: "TRACE is not supported and is a 405.",
    source: errorCodes,
    name: everyCode,
  },
  "alb.408": {
    behaviour: "408 where a client sends nothing, or stops within head or body, for the idle timeout.",
    fact: "A client that sends no data before the idle timeout gets a 408.",
    source: errorCodes,
    name: everyCode,
  },
  "alb.414": {
    behaviour: "414 where the request line is over 16 K.",
    fact: "A URL or query that is too long is a 414; the request line's quota is 16 K (the guide names 400 for it as well).",
    source: `${errorCodes}; ${quotas}`,
    name: everyCode,
  },
  "alb.460": {
    behaviour: "A client that leaves while it waits is counted as ELB 4XX; the request did reach the target.",
    fact: "A client that closes before the idle timeout is a 460.",
    source: errorCodes,
    name: "counts 460 where the client leaves before the answer, and lets the target know",
  },
  "alb.463": {
    behaviour: "463 for more than 30 addresses in X-Forwarded-For.",
    fact: "An X-Forwarded-For header with more than 30 addresses is a 463.",
    source: errorCodes,
    name: everyCode,
  },
  "alb.464": {
    behaviour: "464 where the target group's protocol version is HTTP2 or GRPC.",
    fact: "A request whose protocol does not fit the target group's version is a 464.",
    source: errorCodes,
    name: everyCode,
  },
  "alb.501": {
    behaviour: "501 for a Transfer-Encoding that is not chunked.",
    fact: "A Transfer-Encoding other than chunked and identity is a 501.",
    source: errorCodes,
    name: everyCode,
  },
  "alb.502": {
    behaviour:
      "502 at once for FIN, RST or a malformed answer of the target, and for response headers over 32 K.",
    fact: "A target that closes or resets with a request outstanding, or answers malformed or with too large headers, is a 502.",
    source: errorCodes,
    name: everyCode,
  },
  "alb.502-refused": {
    behaviour: "502 at once where the connection is refused, counted as TargetConnectionErrorCount.",
    fact: "A RST on connect is a 502.",
    source: errorCodes,
    name: "answers 502 at once where the connection is refused, and counts a target connection error",
  },
  "alb.502-deregistered": {
    behaviour: "502 for what is still in flight when the deregistration delay runs out.",
    fact: "Requests in flight beyond the deregistration delay get a 502.",
    source: errorCodes,
    name: "answers 502 to what is in flight when the deregistration delay runs out",
  },
  "alb.503": {
    behaviour: "503 where no target is registered; it is not in RequestCount.",
    fact: "No registered target is a 503; RequestCount holds only requests for which a target was chosen.",
    source: `${errorCodes}; ${metricsPage}`,
    name: "answers 503 where no target is registered, and does not count it as a request",
  },
  "alb.504": {
    behaviour:
      "504 where the target does not answer for the idle timeout, or sends less than its Content-Length.",
    fact: "No response before the idle timeout, or one shorter than its Content-Length, is a 504.",
    source: errorCodes,
    name: everyCode,
  },
  "alb.505": {
    behaviour: "505 for an HTTP version other than 1.0 and 1.1.",
    fact: "An unexpected HTTP version is a 505.",
    source: errorCodes,
    name: everyCode,
  },
});

/** The one status that takes real seconds to show. */
export const connectTimeout = provenIn("connect-timeout.system.ts", area, {
  "alb.504-connect-websocket": {
    behaviour: "The same for a WebSocket handshake.",
    fact: "A connect that takes longer than 10 seconds is a 504.",
    source: errorCodes,
    name: "answers a WebSocket handshake with 504 after ten seconds as well",
  },
  "alb.504-connect": {
    behaviour: "504 where a connection is not established within 10 seconds.",
    fact: "A connect that takes longer than 10 seconds is a 504.",
    source: errorCodes,
    name: "answers 504 after ten seconds where the target's host drops connects, and counts a target connection error",
  },
});
