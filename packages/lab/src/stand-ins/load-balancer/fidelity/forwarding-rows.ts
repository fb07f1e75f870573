import type { FidelityArea } from "../../../conformance/fidelity-row.ts";
import { provenIn } from "./proven-in.ts";
import { attributes, errorCodes, guide, howItWorks, metricsPage } from "./sources.ts";

const area: FidelityArea = "Load balancer";

/** What becomes of requests and responses on their way. */
export const forwarding = provenIn("forwarding.test.ts", area, {
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
  "alb.host-lower-case": {
    behaviour: "The host name in Host is passed on in lower case.",
    fact: "The load balancer converts host names in Host to lower case before it sends them to targets.",
    source: howItWorks,
    name: "writes the host name in lower case",
  },
  "alb.host-generated": {
    behaviour: "An HTTP/1.0 request without Host gets the load balancer's DNS name as Host.",
    fact: "For HTTP/1.0 requests without a host header the load balancer generates one with its DNS name.",
    source: howItWorks,
    name: "gives its own DNS name as Host where an HTTP/1.0 client sent none",
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
    source: howItWorks,
    name: "passes a body of known length and a chunked one on with their framing",
  },
  "alb.stream-request": {
    behaviour: "A request's body goes on while it comes.",
    fact: "Bodies are not held back.",
    source: howItWorks,
    name: "streams a request's body while it comes",
  },
  "alb.stream-response": {
    behaviour: "A chunked response goes on while it comes.",
    fact: "Bodies are not held back.",
    source: howItWorks,
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
    source: howItWorks,
    name: "answers pipelined requests one after the other, in order",
  },
  "alb.http-1.0": {
    behaviour: "HTTP/1.0 clients are served; the target gets HTTP/1.1.",
    fact: "HTTP/1.0 is accepted on the front, HTTP/1.1 is spoken to targets.",
    source: howItWorks,
    name: "answers HTTP/1.0 clients without chunks and closes",
  },
  "alb.expect": {
    behaviour: "Expect: 100-continue is answered at once and taken off the request.",
    fact: "The load balancer answers 100 immediately, removes the header and routes the request.",
    source: howItWorks,
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
