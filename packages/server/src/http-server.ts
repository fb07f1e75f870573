import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { describeError } from "./described-error.ts";
import type { Logger } from "./log.ts";

/**
 * Limits of the HTTP server, in milliseconds. The load balancer keeps idle connections for 60 s. If a server
 * closes them earlier, it can close just as a request arrives, which becomes a 502 (AWS: Application Load
 * Balancers, connection idle timeout).
 */
export const httpServerLimits = {
  keepAliveTimeoutMs: 70_000,
  headersTimeoutMs: 75_000,
  /** How long a client may continue to send a body after its answer. */
  restOfBodyMs: 30_000,
} as const;

/** A listening server and how to end it. */
export interface ListeningServer {
  port: number;
  /**
   * Stops accepting, lets open requests finish, and closes idle connections. Cuts what is still open after
   * `limitMs`. Resolves to true if everything finished by itself.
   */
  stop(limitMs: number): Promise<boolean>;
}

export interface ListenOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  log: Logger;
  /** For tests: how long a client may continue to send a body after its answer, in milliseconds. */
  restOfBodyMs?: number;
}

/** Listens for HTTP. Rejects with the system's error, such as EADDRINUSE. */
export async function listen(handler: RequestListener, options: ListenOptions): Promise<ListeningServer> {
  const { host, port, log, restOfBodyMs = httpServerLimits.restOfBodyMs } = options;
  const server = createServer({
    keepAliveTimeout: httpServerLimits.keepAliveTimeoutMs,
    headersTimeout: httpServerLimits.headersTimeoutMs,
  });
  server.on("request", (request, response) => {
    if (announcesBody(request)) {
      readBodyBeforeClosing(request, response, restOfBodyMs);
    }
    handler(request, response);
  });
  server.on("connection", (socket) => logRefusals(socket, log));
  server.on("connect", (_request, socket) => socket.end(connectRefused));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, stop: (limitMs) => stop(server, limitMs) };
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/**
 * An answer may be sent before the whole body has arrived. If a server closes a connection with unread bytes,
 * the system sends RST, and the client loses the answer (RFC 9112, section 9.6). So the rest is read and
 * dropped, up to this long.
 */
function readBodyBeforeClosing(request: IncomingMessage, response: ServerResponse, limitMs: number): void {
  const { socket } = request;
  const close = () => Socket.prototype.destroySoon.call(socket);
  // Node drops the rest of a body by itself, but calls this without waiting for it if the connection is not
  // kept.
  socket.destroySoon = () => {
    if (request.complete) {
      return close();
    }
    socket.end();
    request.once("end", close);
  };
  response.once("finish", () => {
    if (request.complete) {
      return;
    }
    const cut = setTimeout(() => socket.destroy(), limitMs);
    const done = () => clearTimeout(cut);
    request.once("end", done);
    socket.once("close", done);
  });
}

/** Node answers anything that is not HTTP with 400, 408 or 431 by itself, and reports only the socket. */
function logRefusals(socket: Socket, log: Logger): void {
  socket.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code?.startsWith("HPE_") || error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
      log.warn({ error: describeError(error) }, "request refused: not HTTP");
    }
  });
}

const connectRefused =
  "HTTP/1.1 405 Method Not Allowed\r\nallow: GET, HEAD\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/** How often connections that have become idle are closed while the server stops, in milliseconds. */
const sweepMs = 20;

async function stop(server: Server, limitMs: number): Promise<boolean> {
  let finished = true;
  const cut = setTimeout(() => {
    finished = false;
    server.closeAllConnections();
  }, limitMs);
  // close() ends the connections that are idle now. A connection whose answer is still in progress would be
  // kept alive after it.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(sweep);
  clearTimeout(cut);
  return finished;
}
