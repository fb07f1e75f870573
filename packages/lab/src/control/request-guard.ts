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
 * Why a request may not pass, or undefined. The lab speaks only to pages of its own: a foreign Host is DNS rebinding, a
 * foreign Origin another site's script, and what is not JSON could be a form of another site. Browsers say in
 * Sec-Fetch-Site which site a request comes from.
 */
export function refusalOf({ method, headers }: GuardedRequest, port: number): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? "")) {
    return { status: 403, message: `The lab answers only to ${hosts.join(" and ")}.` };
  }
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`)) {
    return { status: 403, message: `The lab takes nothing from ${headers.origin}.` };
  }
  if (reading.includes(method)) {
    return undefined;
  }
  if (!writing.includes(method)) {
    return { status: 405, message: `The lab has no ${method}.` };
  }
  const site = headers["sec-fetch-site"];
  if (site === "cross-site" || site === "same-site") {
    return { status: 403, message: "The lab takes nothing from another site." };
  }
  const [mediaType] = (headers["content-type"] ?? "").split(";");
  if (mediaType?.trim().toLowerCase() !== "application/json") {
    return { status: 415, message: "Calls that change something need Content-Type: application/json." };
  }
  return undefined;
}

/** Whether the caller shows the token, compared in constant time. */
export function showsToken(headers: IncomingHttpHeaders, token: string): boolean {
  const shown = Buffer.from(headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${token}`);
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}
