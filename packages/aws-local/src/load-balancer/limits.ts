import type { ElbStatus } from "./contract.ts";

/** Quotas on HTTP heads that cannot be raised, in bytes (ALB user guide, "Quotas"). */
export const limits = {
  requestLine: 16 * 1024,
  requestHeader: 16 * 1024,
  requestHeaders: 64 * 1024,
  responseHeaders: 32 * 1024,
  forwardedAddresses: 30,
} as const;

/** Connection attempts to a target that take longer are answered with 504 (ALB user guide, error codes). */
export const documentedConnectTimeoutMs = 10_000;

/**
 * How much of a head the parser reads before it gives up: more than all quotas together, so that a request
 * which exceeds one of them is refused with its own code.
 */
export const parserHeadBytes = 2 * (limits.requestLine + limits.requestHeaders);

/** The status that refuses a request's head for its size, if any. */
export function overLimit(request: {
  method?: string | undefined;
  url?: string | undefined;
  rawHeaders: readonly string[];
}): ElbStatus | undefined {
  const { method = "", url = "", rawHeaders } = request;
  const requestLine = method.length + url.length + " HTTP/1.1\r\n".length + 1;
  if (requestLine > limits.requestLine) {
    return 414;
  }
  let total = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const size = (rawHeaders[i]?.length ?? 0) + (rawHeaders[i + 1]?.length ?? 0) + ": \r\n".length;
    if (size > limits.requestHeader) {
      return 400;
    }
    total += size;
  }
  return total > limits.requestHeaders ? 400 : undefined;
}
