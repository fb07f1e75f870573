import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Limits of the HTTP server, in milliseconds. The load balancer keeps idle connections for 60 s; a server that closes
 * earlier races with it, and the loser's request becomes a 502 (AWS: Application Load Balancers, connection idle timeout).
 */
export const httpServerLimits = { keepAliveTimeoutMs: 70_000, headersTimeoutMs: 75_000 } as const;

/** A listening server and how to end it. */
export interface ListeningServer {
  port: number;
  /**
   * Stops accepting, lets requests in flight finish, and closes what is idle. Cuts what is still open after `limitMs`.
   * Resolves true when everything finished by itself.
   */
  stop(limitMs: number): Promise<boolean>;
}

/** Listens on `host:port`; port 0 picks a free one. Rejects with the system's error, such as EADDRINUSE. */
export async function listen(handler: RequestListener, host: string, port: number): Promise<ListeningServer> {
  const server = createServer(
    {
      keepAliveTimeout: httpServerLimits.keepAliveTimeoutMs,
      headersTimeout: httpServerLimits.headersTimeoutMs,
    },
    handler,
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, stop: (limitMs) => stop(server, limitMs) };
}

/** How often connections that have become idle are closed while the server stops, in milliseconds. */
const sweepMs = 20;

async function stop(server: Server, limitMs: number): Promise<boolean> {
  let finished = true;
  const cut = setTimeout(() => {
    finished = false;
    server.closeAllConnections();
  }, limitMs);
  // close() ends the connections that are idle now; one whose answer is still under way would be kept alive after it.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(sweep);
  clearTimeout(cut);
  return finished;
}
