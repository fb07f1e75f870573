import type { IncomingHttpHeaders } from "node:http";
import type { LoadBalancerSettings } from "../contract.ts";
import { limits } from "../limits.ts";
import { hopByHop, namedByConnection } from "./hop-headers.ts";
import { traceIdFor } from "./trace-id.ts";

/** Headers that the load balancer writes itself, or that a Connection header must not remove. */
const ownHeaders: ReadonlySet<string> = new Set([
  "host",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-amzn-trace-id",
]);

const validName = /^[-A-Za-z0-9]+$/;

/** What a target's request is built from, in addition to the client's request. */
export interface ForwardingContext {
  settings: LoadBalancerSettings;
  clientAddress: string;
  protocol: "http" | "https";
  listenerPort: number;
  nowMs: number;
}

/**
 * The headers of the request to the target, as a flat list without those that belong to one hop.
 * Content-Length stays. Transfer-Encoding is left to the code that frames the body.
 */
export function targetRequestHeaders(
  request: { headers: IncomingHttpHeaders; rawHeaders: readonly string[] },
  context: ForwardingContext,
): string[] {
  const { settings, clientAddress, protocol, listenerPort, nowMs } = context;
  const { headers, rawHeaders } = request;
  const named = namedByConnection(headers.connection, ownHeaders);
  const out: string[] = [];
  out.push("Host", hostFor(headers.host, listenerPort, settings));
  pushForwardedFor(out, headers["x-forwarded-for"], clientAddress, settings);
  out.push("X-Forwarded-Proto", protocol, "X-Forwarded-Port", String(listenerPort));
  out.push("X-Amzn-Trace-Id", traceIdFor(headers["x-amzn-trace-id"]?.toString(), nowMs));
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || ownHeaders.has(lower) || lower === "expect") {
      continue;
    }
    if (named?.has(lower)) {
      continue;
    }
    if (settings.dropInvalidHeaderFields && !validName.test(name)) {
      continue;
    }
    out.push(name, rawHeaders[i + 1] ?? "");
  }
  return out;
}

/** More than 30 addresses in X-Forwarded-For are refused with 463 (ALB user guide, error codes). */
export function tooManyForwardedAddresses(forwardedFor: string | string[] | undefined): boolean {
  return (forwardedFor?.toString().split(",").length ?? 0) > limits.forwardedAddresses;
}

/**
 * In lower case, and with a listener port other than 80 and 443 (ALB user guide, "HTTP headers and
 * Application Load Balancers"). If an HTTP/1.0 request has none, the load balancer's own name ("How Elastic
 * Load Balancing works").
 */
function hostFor(
  received: string | undefined,
  listenerPort: number,
  { preserveHostHeader, dnsName }: LoadBalancerSettings,
): string {
  if (received === undefined) {
    return dnsName;
  }
  if (preserveHostHeader || received === "") {
    return received;
  }
  const host = received.toLowerCase();
  const bare = host.replace(/:\d*$/, "");
  if (listenerPort === 80 || listenerPort === 443) {
    return bare;
  }
  return bare === host ? `${host}:${listenerPort}` : host;
}

function pushForwardedFor(
  out: string[],
  received: string | string[] | undefined,
  clientAddress: string,
  { xffHeaderProcessingMode }: LoadBalancerSettings,
): void {
  if (xffHeaderProcessingMode === "remove") {
    return;
  }
  const before = received === undefined ? "" : String(received);
  if (xffHeaderProcessingMode === "preserve") {
    if (received !== undefined) {
      out.push("X-Forwarded-For", before);
    }
    return;
  }
  out.push("X-Forwarded-For", before === "" ? clientAddress : `${before}, ${clientAddress}`);
}
