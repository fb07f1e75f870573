import { randomBytes } from "node:crypto";

/** Longer trace headers are replaced (ALB user guide, "Request tracing"). */
const longestTraceHeader = 7 * 1024;

/**
 * The X-Amzn-Trace-Id for the target: a new Root if the client sent none. Otherwise a Self in front of the
 * client's value, which replaces an earlier Self.
 */
export function traceIdFor(received: string | undefined, nowMs: number): string {
  if (received === undefined || received.length > longestTraceHeader) {
    return `Root=${traceId(nowMs)}`;
  }
  const fields = received
    .split(";")
    .map((field) => field.trim())
    .filter((field) => field !== "" && !/^self=/i.test(field));
  if (!fields.some((field) => /^root=/i.test(field))) {
    fields.unshift(`Root=${traceId(nowMs)}`);
  } else {
    fields.unshift(`Self=${traceId(nowMs)}`);
  }
  return fields.join(";");
}

let block = randomBytes(0);
let used = 0;

/** Random bytes are drawn in blocks: one call into OpenSSL for each request would cost more than the rest of the header. */
function random24Hex(): string {
  // Stryker disable next-line ConditionalExpression,EqualityOperator: other random bytes do as well.
  if (used + 12 > block.length) {
    block = randomBytes(12 * 256);
    used = 0;
  }
  used += 12;
  return block.toString("hex", used - 12, used);
}

function traceId(nowMs: number): string {
  return `1-${Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, "0")}-${random24Hex()}`;
}
