/** How long the calls of one client may take, in milliseconds, and how many sockets it may open. */
export interface ClientLimits {
  /** Until a socket is available and connected. */
  connectTimeoutMs: number;
  /** From then on, without a single byte. */
  silenceTimeoutMs: number;
  maxSockets: number;
}

/**
 * Settings of an SDK client whose calls end in time: one attempt, on kept connections. A call beyond its
 * limits rejects with an error named TimeoutError, and its connection is closed.
 */
export function limitedClient(region: string, limits: ClientLimits) {
  const agent = { keepAlive: true, maxSockets: limits.maxSockets };
  return {
    region,
    // The page's policies decide about retries, inside its time budget.
    maxAttempts: 1,
    // Resolves the SDK's middleware once instead of for each call. It takes effect for calls without options only.
    // Stryker disable next-line BooleanLiteral: without it calls come to the same, with more work.
    cacheMiddleware: true,
    requestHandler: {
      connectionTimeout: limits.connectTimeoutMs,
      socketTimeout: limits.silenceTimeoutMs,
      httpAgent: agent,
      httpsAgent: agent,
    },
  };
}
