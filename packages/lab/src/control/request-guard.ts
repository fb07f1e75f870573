import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export interface GuardedRequest {
  method: string;
  headers: IncomingHttpHeaders;
}

export interface Refusal {
  status: 403 | 405 | 415;
  message: string;
}

const reading = ["GET", "HEAD"];
const writing = ["POST", "PATCH", "DELETE"];

/**
 * The names of this machine, as a browser on it or at the other end of a tunnel uses them. The port is that
 * of the tunnel.
 */
const ownNames = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Why a request is refused, or undefined. The lab accepts requests from its own pages only: a foreign Host is
 * DNS rebinding, a foreign Origin is another site's script, and a body that is not JSON could be another
 * site's form. Browsers say in Sec-Fetch-Site which site a request comes from.
 *
 * @param allowedHosts other names under which the console is forwarded, such as that of a Codespace
 */
export function refusalOf(
  { method, headers }: GuardedRequest,
  allowedHosts: readonly string[],
): Refusal | undefined {
  const host = headers.host ?? "";
  const name = nameOf(host);
  const forwarded = allowedHosts.includes(name);
  if (!forwarded && !ownNames.includes(name)) {
    return {
      status: 403,
      message: `The lab answers only to ${[...ownNames, ...allowedHosts].join(", ")}, not to ${host || "a request without Host"}. \`pnpm lab --allow-host NAME\` adds one.`,
    };
  }
  const { origin } = headers;
  const own = origin === undefined || origin === `${forwarded ? "https" : "http"}://${host}`;
  if (!own && !allowedHosts.some((name) => origin === `https://${name}`)) {
    return { status: 403, message: `The lab refuses requests from ${origin}.` };
  }
  if (reading.includes(method)) {
    return undefined;
  }
  if (!writing.includes(method)) {
    return { status: 405, message: `The lab does not support the method ${method}.` };
  }
  const site = headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site") {
    return { status: 403, message: "The lab refuses requests from another site." };
  }
  const [mediaType] = (headers["content-type"] ?? "").split(";");
  if (mediaType?.trim().toLowerCase() !== "application/json") {
    return { status: 415, message: "A call that changes something needs Content-Type: application/json." };
  }
  return undefined;
}

/** The name in a Host header, without its port; empty if it is not valid. */
function nameOf(host: string): string {
  return /^(\[[\da-f:]+\]|[\w.-]+)(:\d+)?$/i.exec(host)?.[1]?.toLowerCase() ?? "";
}

/** Whether the caller has the token, compared in constant time. */
export function showsToken(headers: IncomingHttpHeaders, token: string): boolean {
  const shown = Buffer.from(headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}
