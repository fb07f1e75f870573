/** Broken connections, by Node's codes: what a second attempt on another socket mends. */
const brokenConnections = new Set(["ECONNRESET", "EPIPE", "ECONNREFUSED"]);

/**
 * True for failures that came quickly and may not come again: a broken connection or a server-side error. A time-out is not
 * among them, because the page cannot afford to wait twice, and neither is throttling, which more calls make worse.
 */
export function isQuickAndTransient(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  if ("code" in error && typeof error.code === "string" && brokenConnections.has(error.code)) {
    return true;
  }
  return statusOf(error) >= 500;
}

/** The HTTP status that the SDK attaches to a service's error, 0 where there is none. */
function statusOf(error: Error): number {
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) {
    return 0;
  }
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : 0;
}
