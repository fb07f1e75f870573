import type { FidelityArea, FidelityRow, StandInFidelity } from "../../conformance/fidelity-row.ts";

const guide = (section: string) => `ALB user guide, “${section}”`;
const errorCodes = guide("Troubleshoot your Application Load Balancers");
const quotas = guide("Quotas for your Application Load Balancers");
const checks = guide("Health checks for your target groups");
const groups = guide("Target groups for your Application Load Balancers");
const metricsPage = guide("CloudWatch metrics for your Application Load Balancer");
const attributes = "ELBv2 API, ModifyLoadBalancerAttributes";
const guardian =
  "AWS's open-source classifier, http-desync-guardian, and the ALB user guide, “Desync mitigation mode”";

const area: FidelityArea = "Load balancer";
const health: FidelityArea = "Target health";

type Texts = Pick<FidelityRow, "behaviour" | "fact" | "source">;

/** Rows that one test file proves. */
function provenIn(
  file: string,
  inArea: FidelityArea,
  rows: Record<string, Texts & { name: string }>,
): FidelityRow[] {
  return Object.entries(rows).map(([id, { name, ...texts }]) => ({
    id,
    area: inArea,
    ...texts,
    test: { file: `stand-ins/load-balancer/${file}`, name },
  }));
}

const everyCode = "answers $status where $when";

const codes = provenIn("wire-codes.test.ts", area, {
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

const connectTimeout = provenIn("connect-timeout.system.ts", area, {
  "alb.504-connect": {
    behaviour: "504 where a connection is not established within 10 seconds.",
    fact: "A connect that takes longer than 10 seconds is a 504.",
    source: errorCodes,
    name: "answers 504 after ten seconds where the target's host drops connects, and counts a target connection error",
  },
});

const forwarding = provenIn("forwarding.test.ts", area, {
  "alb.forwarded-headers": {
    behaviour:
      "X-Forwarded-For, -Proto and -Port and X-Amzn-Trace-Id are added; Connection is each side's own.",
    fact: "The load balancer adds these headers, and keeps connections to targets alive by itself.",
    source: guide("HTTP headers and Application Load Balancers"),
    name: "adds the forwarding headers and a trace id, and says keep-alive to the target",
  },
  "alb.forwarded-append": {
    behaviour:
      "The client is appended to X-Forwarded-For, Self comes before a known Root, and the listener's port is added to Host.",
    fact: "Append is the default; a Self field is put in front; a listener port other than 80 and 443 is added to Host.",
    source: `${guide("HTTP headers and Application Load Balancers")}; ${guide("Request tracing")}`,
    name: "appends the client to X-Forwarded-For, comes first in a known trace, and adds the listener's port to Host",
  },
  "alb.xff-modes": {
    behaviour: "preserve leaves X-Forwarded-For as it came, remove takes it away.",
    fact: "routing.http.xff_header_processing.mode is append, preserve or remove.",
    source: attributes,
    name: "xff_header_processing.mode $mode leaves $expected",
  },
  "alb.preserve-host": {
    behaviour: "Host is passed on as it came where preserve_host_header is on.",
    fact: "routing.http.preserve_host_header.enabled sends Host without any change.",
    source: attributes,
    name: "leaves the Host header alone where it is to be preserved",
  },
  "alb.hop-request": {
    behaviour: "Headers of the client's hop do not reach the target.",
    fact: "The load balancer manages Connection per side; hop-by-hop headers end at each hop.",
    source: "AWS re:Post; RFC 9110, section 7.6.1",
    name: "keeps headers that belong to the client's hop, and those Connection names, from the target",
  },
  "alb.hop-response": {
    behaviour: "Headers of the target's hop do not reach the client.",
    fact: "The same for responses.",
    source: "AWS re:Post; RFC 9110, section 7.6.1",
    name: "keeps headers that belong to the target's hop from the client",
  },
  "alb.drop-invalid": {
    behaviour:
      "Header names outside [-A-Za-z0-9] are dropped where the attribute is on, passed on otherwise.",
    fact: "routing.http.drop_invalid_header_fields.enabled removes names that do not match [-A-Za-z0-9]+.",
    source: attributes,
    name: "drops header names with other characters than letters, digits and hyphens where it is told to",
  },
  "alb.framing": {
    behaviour: "A body of known length stays one, a chunked one stays chunked.",
    fact: "Both framings are passed to targets.",
    source: guide("How Elastic Load Balancing works"),
    name: "passes a body of known length and a chunked one on with their framing",
  },
  "alb.stream-request": {
    behaviour: "A request's body goes on while it comes.",
    fact: "Bodies are not held back.",
    source: guide("How Elastic Load Balancing works"),
    name: "streams a request's body while it comes",
  },
  "alb.stream-response": {
    behaviour: "A chunked response goes on while it comes.",
    fact: "Bodies are not held back.",
    source: guide("How Elastic Load Balancing works"),
    name: "streams a chunked response while it comes",
  },
  "alb.broken-response": {
    behaviour:
      "A response that breaks off after it has begun breaks the client's connection and counts by its own code.",
    fact: "A status that was sent cannot be taken back; the count goes by the status.",
    source: "HTTP (RFC 9112, section 8)",
    name: "streams a long response of known length and breaks the connection when the target breaks off",
  },
  "alb.backpressure-response": {
    behaviour: "A client that does not read holds the target back.",
    fact: "Memory for a connection is bounded.",
    source: "TCP flow control",
    name: "holds the target back when the client does not read",
  },
  "alb.backpressure-request": {
    behaviour: "A target that does not read holds the client back.",
    fact: "Memory for a connection is bounded.",
    source: "TCP flow control",
    name: "holds the client back when the target does not read",
  },
  "alb.head": {
    behaviour: "HEAD gets the target's headers and no body.",
    fact: "HEAD is passed on like any method.",
    source: "RFC 9110, section 9.3.2",
    name: "answers HEAD with the target's length and no body",
  },
  "alb.target-errors": {
    behaviour: "A target's 4xx and 5xx go to the client unchanged and count as HTTPCode_Target_*.",
    fact: "Errors of targets pass through and are not in the ELB counts.",
    source: metricsPage,
    name: "passes the target's own errors through and counts them as the target's",
  },
  "alb.no-retry": {
    behaviour: "No request is sent a second time or to a second target.",
    fact: "No retry is documented; a reset on connect is listed as a direct cause of 502.",
    source: errorCodes,
    name: "never sends a request to a second target or a second time",
  },
  "alb.pipelining": {
    behaviour: "Pipelined requests are answered in order, one after the other.",
    fact: "HTTP/1.1 pipelining is supported on client connections.",
    source: guide("How Elastic Load Balancing works"),
    name: "answers pipelined requests one after the other, in order",
  },
  "alb.http-1.0": {
    behaviour: "HTTP/1.0 clients are served; the target gets HTTP/1.1.",
    fact: "HTTP/1.0 is accepted on the front, HTTP/1.1 is spoken to targets.",
    source: guide("How Elastic Load Balancing works"),
    name: "answers HTTP/1.0 clients without chunks and closes",
  },
  "alb.expect": {
    behaviour: "Expect: 100-continue is answered at once and taken off the request.",
    fact: "The load balancer answers 100 immediately, removes the header and routes the request.",
    source: guide("How Elastic Load Balancing works"),
    name: "answers Expect: 100-continue itself and at once, and does not pass it on",
  },
  "alb.idle": {
    behaviour: "An idle keep-alive connection is closed at the idle timeout without a word.",
    fact: "idle_timeout.timeout_seconds, 60 by default.",
    source: attributes,
    name: "closes an idle keep-alive connection silently at the idle timeout",
  },
  "alb.idle-activity": {
    behaviour: "The idle timeout counts from the last byte.",
    fact: "It is the time without data in either direction.",
    source: guide("Application Load Balancer attributes"),
    name: "does not take a slow response for an idle one while bytes move",
  },
  "alb.slow-head": {
    behaviour: "A head that trickles in has the idle timeout as a whole, then 408.",
    fact: "A client that does not send its request in time gets a 408; that dripping does not help is this stand-in's reading.",
    source: errorCodes,
    name: "refuses with 408 a head that trickles in for longer than the idle timeout",
  },
  "alb.client-keep-alive": {
    behaviour: "A client connection older than client_keep_alive ends with its next response.",
    fact: "client_keep_alive.seconds, 3600 by default.",
    source: attributes,
    name: "closes a connection after a response once it is older than the client keep-alive",
  },
  "alb.target-keep-alive": {
    behaviour:
      "Target connections are kept for the idle timeout, whatever the target's Keep-Alive header says.",
    fact: "The application's idle timeout must be longer than the load balancer's.",
    source: errorCodes,
    name: "keeps the target's connection for the next request and does not heed its Keep-Alive header",
  },
  "alb.keep-alive-race": {
    behaviour: "A target that closes a kept connection under a request gives a real 502.",
    fact: "A keep-alive timeout of the target shorter than the load balancer's shows as 502.",
    source: errorCodes,
    name: "shows the keep-alive race: 502 where the target closes as the request arrives on a kept connection",
  },
  "alb.error-page": {
    behaviour: "Error pages have an ALB's headers in its order and its six lines of HTML.",
    fact: "Server: awselb/2.0, Date, Content-Type, Content-Length, Connection; 122 bytes for 502.",
    source: "captured responses in public issues; sent bytes in real access logs",
    name: "the error page is the balancer's own, with its headers in order and 122 bytes for 502",
  },
});

const desync = [
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
const tunnels = provenIn("tunnel.test.ts", area, {
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

const metrics = provenIn("metric-identity.test.ts", area, {
  "alb.5xx-identity": {
    behaviour: "What clients saw as 5xx is ELB 5XX plus target 5XX, over random schedules of faults.",
    fact: "ELB counts never hold targets' codes, and the other way round.",
    source: metricsPage,
    name: "what clients saw as 5xx is ELB 5XX plus target 5XX, over any schedule of deaths, hangs, garbage and switches",
  },
});

const states = [
  ...provenIn("health/health-state.test.ts", health, {
    "health.initial": {
      behaviour: "A new target is initial: Elb.RegistrationInProgress, then Elb.InitialHealthChecking.",
      fact: "These are the reasons of initial.",
      source: "ELBv2 API, TargetHealth",
      name: "begins as initial, with the reasons of registration and of the first check",
    },
    "health.first-success": {
      behaviour: "One success makes a new target healthy.",
      fact: "A newly registered target needs to pass one check.",
      source: checks,
      name: "makes a new target healthy at its first success, even after a failure",
    },
    "health.unhealthy-threshold": {
      behaviour: "As many failures in a row as the threshold says make it unhealthy.",
      fact: "UnhealthyThresholdCount: consecutive failures.",
      source: checks,
      name: "lets a healthy target fail once",
    },
    "health.healthy-threshold": {
      behaviour: "As many successes in a row as the threshold says bring it back.",
      fact: "HealthyThresholdCount: consecutive successes of an unhealthy target.",
      source: checks,
      name: "wants as many successes in a row as the threshold says before a target has recovered",
    },
    "health.reason": {
      behaviour: "An unhealthy target shows the reason of its last failure.",
      fact: "Reason and description tell why.",
      source: "ELBv2 API, TargetHealth",
      name: "gives the reason of the last failure",
    },
    "health.rule": {
      behaviour: "The state machine agrees with the documented rule on every history.",
      fact: "First success, then consecutive thresholds.",
      source: checks,
      name: "agrees with the documented rule on every history of checks",
    },
  }),
  ...provenIn("health/matcher.test.ts", health, {
    "health.matcher": {
      behaviour: "Success codes are single, lists and ranges in 200-499.",
      fact: "Matcher.HttpCode: “200”, “200,202”, “200-299”.",
      source: "ELBv2 API, Matcher",
      name: "accepts single codes, lists and ranges as the API has them",
    },
  }),
  ...provenIn("health/health-checks.test.ts", health, {
    "health.sequence": {
      behaviour: "Registration, first check, healthy: every change is told.",
      fact: "initial with its two reasons, then healthy without any.",
      source: checks,
      name: "goes from registration to the first check to healthy",
    },
    "health.request": {
      behaviour: "A check is a GET by ELB-HealthChecker/2.0 on a connection of its own that is closed.",
      fact: "Each check is independent and closes its connection.",
      source: checks,
      name: "checks with GET, its own user agent, and a connection that it closes",
    },
    "health.interval": {
      behaviour: "A target is checked once every interval.",
      fact: "HealthCheckIntervalSeconds.",
      source: checks,
      name: "checks once every interval",
    },
    "health.not-counted": {
      behaviour: "Health checks are in no metric.",
      fact: "Health-check requests are excluded from all metrics.",
      source: metricsPage,
      name: "does not count health checks in any metric",
    },
    "health.reasons": {
      behaviour:
        "Target.ResponseCodeMismatch, Target.Timeout and Target.FailedHealthChecks with AWS's descriptions.",
      fact: "The reason codes and descriptions of unhealthy.",
      source: "ELBv2 API, TargetHealth; ALB user guide, “Health check reason codes”",
      name: "calls a target unhealthy for $kind, with AWS's reason and description",
    },
    "health.thresholds": {
      behaviour: "Two failures take a target out, two successes bring it back, over real connections.",
      fact: "Consecutive thresholds.",
      source: checks,
      name: "takes two failures and, to recover, two successes",
    },
    "health.fail-open": {
      behaviour:
        "Only healthy targets get requests; when none is healthy all get them, and UnhealthyRoutingRequestCount counts.",
      fact: "If all targets are unhealthy in all zones, requests go to all of them (fail-open).",
      source: checks,
      name: "sends requests only to healthy targets, and to all when none is",
    },
    "health.host-counts": {
      behaviour: "HealthyHostCount and UnHealthyHostCount are sampled, per zone and in all.",
      fact: "Reported if health checks are on, with TargetGroup and LoadBalancer, and per zone.",
      source: metricsPage,
      name: "samples healthy and unhealthy hosts every second, per zone and in all",
    },
  }),
];

const groupHealth = guide("Target group health");
const routable = provenIn("routing/routable-targets.test.ts", health, {
  "health.routing": {
    behaviour: "Healthy targets alone get requests as long as there is one.",
    fact: "Requests go to healthy targets only.",
    source: checks,
    name: "routes to the healthy ones as long as there is one",
  },
  "health.routing-open": {
    behaviour: "With none healthy, all registered targets that were checked get requests.",
    fact: "Fail-open.",
    source: checks,
    name: "fails open to all that are registered when none is healthy",
  },
  "health.minimum-count": {
    behaviour: "Fewer healthy targets than minimum_healthy_targets.count: all get requests.",
    fact: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count.",
    source: groupHealth,
    name: "fails open below the count of healthy targets that is asked for",
  },
  "health.minimum-percentage": {
    behaviour:
      "A smaller share of healthy targets than minimum_healthy_targets.percentage: all get requests.",
    fact: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage.",
    source: groupHealth,
    name: "fails open below the percentage of healthy targets that is asked for",
  },
});

const deregistration = guide("Deregistration delay");
const draining = provenIn("draining.test.ts", health, {
  "health.draining": {
    behaviour: "A deregistered target gets nothing new and shows draining until the delay has passed.",
    fact: "It is draining until the deregistration delay ends, even with nothing in flight.",
    source: deregistration,
    name: "takes a deregistered target out at once, and shows it draining until the delay has passed",
  },
  "health.draining-in-flight": {
    behaviour: "What is in flight may finish within the delay.",
    fact: "In-flight requests complete during the delay.",
    source: deregistration,
    name: "lets what is in flight finish, and resolves as soon as nothing is",
  },
  "health.draining-checks": {
    behaviour: "A draining target is not checked.",
    fact: "Health checks are for registered targets.",
    source: checks,
    name: "does not check a draining target's health",
  },
  "health.register-again": {
    behaviour: "A draining target can be registered again.",
    fact: "A deregistered target may be registered with the group again.",
    source: groups,
    name: "registers a draining target anew",
  },
  "health.draining-order": {
    behaviour:
      "Whatever the order of registrations, requests and deregistrations, a draining target gets nothing.",
    fact: "No new requests once it is deregistered.",
    source: deregistration,
    name: "over any order of registrations, requests and deregistrations a draining target gets nothing new",
  },
});

const algorithmsPage = guide("Routing algorithms");
const atw = guide("Automatic Target Weights (ATW)");
const routing = [
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
    "alb.slow-start-round-robin": {
      behaviour: "No slow start with least_outstanding_requests.",
      fact: "Slow start is not available with that algorithm.",
      source: guide("Slow start mode"),
      name: "does not apply with least_outstanding_requests",
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
  notImitated: [
    {
      area,
      what: "More than one load balancer node",
      why: "One node stands for all, so a target is probed once an interval, not once per node, and cross-zone settings change nothing.",
    },
    {
      area,
      what: "HTTPS, HTTP/2 and gRPC",
      why: "The lab listens in clear text on loopback; groups with such a protocol version answer 464.",
    },
    {
      area,
      what: "WAF, authentication and Lambda targets (500, 561, 413)",
      why: "The program uses none of them.",
    },
    {
      area,
      what: "Severe requests in monitor mode, duplicate equal lengths, folded headers, bare line feeds and URLs beyond ASCII",
      why: "AWS lets some of them through; here Node's strict parser refuses them with 400, so that nothing can be smuggled.",
    },
    {
      area,
      what: "Transfer-Encoding: identity and methods that Node's parser does not know",
      why: "AWS takes them; the parser refuses them with 501 and 400.",
    },
    {
      area,
      what: "Interim responses of targets (103), and trailers",
      why: "How an ALB treats them is not documented; they are dropped. An unasked 100 of a target counts as malformed.",
    },
    {
      area,
      what: "When a short response is given up",
      why: "Responses with a Content-Length up to 16 KiB are sent on as a whole, so that a short one becomes the documented 504 or 502; longer ones are streamed and break off. Where an ALB draws that line is not documented.",
    },
    {
      area,
      what: "The rule by which a target is anomalous",
      why: "AWS does not publish it: here a failure rate of 20 percentage points above its peers' over five seconds, half the share at each look, back by a tenth.",
    },
    {
      area,
      what: "The padding of error pages for old browsers, and access logs",
      why: "No client that is in use today needs the one, and nothing in the lab reads the other.",
    },
    {
      area: health,
      what: "What happens while all targets are still initial",
      why: "AWS does not state it; the lab answers 503, and can be told to fail open instead.",
    },
    {
      area: health,
      what: "DNS failover of unhealthy zones",
      why: "The lab has one address; its thresholds have nothing to act on.",
    },
  ],
};
