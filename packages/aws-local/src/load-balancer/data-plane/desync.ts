import type { IncomingMessage } from "node:http";
import type { LoadBalancerSettings } from "../contract.ts";

/**
 * How far a request strays from RFC 7230, under the names of AWS's own classifier, http-desync-guardian, and of the ALB
 * user guide ("Desync mitigation mode"). `Severe` requests never get here: Node's strict parser refuses them itself.
 */
export type DesyncTier = "Compliant" | "Acceptable" | "Ambiguous";

export interface Classification {
  tier: DesyncTier;
  reason: string;
}

/** `forwardAndClose`: neither the client's nor the target's connection is used for another request. */
export type DesyncVerdict = "forward" | "forwardAndClose" | "refuse";

const compliant: Classification = { tier: "Compliant", reason: "Compliant" };

/** Classifies a request that the parser has let through. */
export function classify(request: IncomingMessage): Classification {
  return framing(request) ?? names(request.rawHeaders) ?? characters(request) ?? compliant;
}

/** What a mode does with a request (ALB user guide, table of desync mitigation modes). */
export function verdict(tier: DesyncTier, mode: LoadBalancerSettings["desyncMitigationMode"]): DesyncVerdict {
  if (tier === "Compliant" || mode === "monitor") {
    return "forward";
  }
  if (mode === "strictest") {
    return "refuse";
  }
  return tier === "Ambiguous" ? "forwardAndClose" : "forward";
}

function framing({ headers, method, httpVersionMinor }: IncomingMessage): Classification | undefined {
  const length = headers["content-length"];
  const chunked = headers["transfer-encoding"] !== undefined;
  if (length === undefined && !chunked) {
    return undefined;
  }
  if (chunked && (httpVersionMinor === 0 || withoutBody(method))) {
    return { tier: "Ambiguous", reason: "UndefinedTransferEncodingSemantics" };
  }
  if (length === undefined || !withoutBody(method)) {
    return undefined;
  }
  return Number(length) === 0
    ? { tier: "Acceptable", reason: "GetHeadZeroContentLength" }
    : { tier: "Ambiguous", reason: "UndefinedContentLengthSemantics" };
}

function withoutBody(method: string | undefined): boolean {
  return method === "GET" || method === "HEAD";
}

/** A name that turns into one of these when everything but letters is dropped is there to fool somebody. */
const essential = new Map([
  ["transferencoding", "transfer-encoding"],
  ["contentlength", "content-length"],
]);

function names(rawHeaders: readonly string[]): Classification | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    if (name.length < 13 || name.length > 40) {
      continue;
    }
    const lower = name.toLowerCase();
    const meant = essential.get(lower.replaceAll(/[^a-z]/g, ""));
    if (meant !== undefined && lower !== meant) {
      return { tier: "Ambiguous", reason: "SuspiciousHeader" };
    }
  }
  return undefined;
}

const uncommonInValue = /[^\t\x20-\x7e]/;

function characters({ rawHeaders }: IncomingMessage): Classification | undefined {
  for (let i = 1; i < rawHeaders.length; i += 2) {
    if (uncommonInValue.test(rawHeaders[i] ?? "")) {
      return { tier: "Acceptable", reason: "NonCompliantHeader" };
    }
  }
  return undefined;
}
