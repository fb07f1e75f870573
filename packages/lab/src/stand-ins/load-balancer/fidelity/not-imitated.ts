import type { FidelityArea, NotImitated } from "../../../conformance/fidelity-row.ts";

const area: FidelityArea = "Load balancer";
const health: FidelityArea = "Target health";

/** What an ALB does and this one does not. */
export const notImitated: readonly NotImitated[] = [
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
    what: "HTTP/0.9, Transfer-Encoding: identity, and methods that Node's parser does not know",
    why: "AWS takes them; the parser refuses them with 400, 501 and 400.",
  },
  {
    area,
    what: "Whatever an ALB does with methods other than GET, HEAD, POST, PUT, DELETE, OPTIONS and PATCH",
    why: "The guide lists these as supported and names TRACE as refused; what lies between is passed on here.",
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
];
