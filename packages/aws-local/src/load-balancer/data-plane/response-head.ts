import type { ResponseHead } from "./client-side.ts";
import { hopByHop, namedByConnection } from "./hop-headers.ts";

/**
 * undici reads reason phrases as UTF-8, and Node refuses to send invalid ones: other phrases are left out.
 */
const printable = /^[\t\x20-\x7e]*$/;

/**
 * A target's head as the client gets it.
 *
 * @param raw names and values in turn, as received: text in latin1, or bytes
 * @param own what the load balancer adds, in the same form
 */
export function responseHead(
  statusCode: number,
  statusText: string | undefined,
  raw: readonly (string | Buffer)[],
  own: readonly string[] = [],
): ResponseHead {
  const headers: string[] = [];
  let named: ReadonlySet<string> | undefined;
  let length: [name: string, value: string] | undefined;
  let hasDate = false;
  for (let i = 0; i < raw.length; i += 2) {
    const name = text(raw[i]);
    const lower = name.toLowerCase();
    const value = text(raw[i + 1]);
    if (lower === "connection") {
      named = namedByConnection(value) ?? named;
    }
    if (hopByHop.has(lower)) {
      continue;
    }
    if (lower === "content-length") {
      length = [name, value];
      continue;
    }
    if (lower === "date") {
      hasDate = true;
    }
    headers.push(name, value);
  }
  const kept = named ? without(headers, named) : headers;
  kept.push(...own);
  if (length) {
    // Last: after it, Node would write a Content-Disposition as UTF-8.
    kept.push(...length);
  }
  return {
    statusCode,
    reason: statusText !== undefined && printable.test(statusText) ? statusText : "",
    headers: kept,
    contentLength: length && Number(length[1]),
    hasDate,
  };
}

function text(value: string | Buffer | undefined): string {
  if (value === undefined) {
    return "";
  }
  // Stryker disable next-line ConditionalExpression,StringLiteral: text's own toString() ignores an encoding.
  return typeof value === "string" ? value : value.toString("latin1");
}

function without(headers: string[], named: ReadonlySet<string>): string[] {
  return headers.filter((_, i) => !named.has((headers[i - (i % 2)] ?? "").toLowerCase()));
}
