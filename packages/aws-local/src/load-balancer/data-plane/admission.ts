import type { ElbStatus, LoadBalancerSettings } from "../contract.ts";
import { overLimit } from "../limits.ts";
import type { ClientRequestHead } from "./client-side.ts";
import { classify, verdict } from "./desync.ts";
import { tooManyForwardedAddresses } from "./request-headers.ts";

/** What happens to a request before a target is chosen. */
export interface Admission {
  /** The status that refuses it; undefined if it is forwarded. */
  refusal: ElbStatus | undefined;
  /** True if neither connection can carry another request afterwards. */
  closeBoth: boolean;
  /** False if the request violates RFC 7230, which is counted. */
  compliant: boolean;
}

/**
 * Judges a request that the parser has accepted, by the load balancer's documented rules (ALB user guide,
 * error codes).
 */
export function admit(
  request: ClientRequestHead,
  { desyncMitigationMode }: Pick<LoadBalancerSettings, "desyncMitigationMode">,
): Admission {
  const { tier } = classify(request);
  const compliant = tier === "Compliant";
  const refusal = refusalOf(request);
  if (refusal !== undefined) {
    return { refusal, closeBoth: true, compliant };
  }
  const decision = verdict(tier, desyncMitigationMode);
  return {
    refusal: decision === "refuse" ? 400 : undefined,
    closeBoth: decision !== "forward",
    compliant,
  };
}

function refusalOf(request: ClientRequestHead): ElbStatus | undefined {
  if (request.httpVersionMajor !== 1) {
    return 505;
  }
  const tooLarge = overLimit(request);
  if (tooLarge !== undefined) {
    return tooLarge;
  }
  if (request.method === "TRACE" || request.method === "CONNECT") {
    return 405;
  }
  if (!isKnownEncoding(request.headers["transfer-encoding"])) {
    return 501;
  }
  if (!hasOneHost(request) || !isPathOrUrl(request.url)) {
    return 400;
  }
  return tooManyForwardedAddresses(request.headers["x-forwarded-for"]) ? 463 : undefined;
}

/** Identity alone is documented as allowed, but leaves the body without an end; the parser refuses it. */
function isKnownEncoding(transferEncoding: string | undefined): boolean {
  return transferEncoding === undefined || /^(?:identity\s*,\s*)*chunked$/i.test(transferEncoding);
}

function hasOneHost({ rawHeaders, httpVersionMinor }: ClientRequestHead): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    // Stryker disable next-line ConditionalExpression,LogicalOperator: the length saves most of the lower-casing.
    if (name?.length === 4 && name.toLowerCase() === "host") {
      hosts++;
    }
  }
  return hosts === 1 || (hosts === 0 && httpVersionMinor === 0);
}

function isPathOrUrl(url: string | undefined): boolean {
  return url !== undefined && (url.startsWith("/") || /^https?:\/\//i.test(url));
}
