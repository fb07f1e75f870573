import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ElbStatus } from "../contract.ts";
import { parserHeadBytes } from "../limits.ts";
import type { Sent } from "./answers.ts";
import { ClientConnection } from "./client-connection.ts";
import { Http1Request } from "./http1-request.ts";
import { type ParseError, refusalForParseError } from "./parse-errors.ts";
import { wantsTunnel } from "./tunnel.ts";

/** A WebSocket handshake, and its connection. */
export interface Handshake {
  request: IncomingMessage;
  socket: Socket;
  /** What the client has sent after it. */
  head: Buffer;
  connection: ClientConnection;
}

/** What happens to the connections and requests that clients make. */
export interface Http1Events {
  nowMs(): number;
  connected(): void;
  /** It is this request's turn: `client` must be occupied, or answered at once. */
  request(request: IncomingMessage, client: Http1Request): void;
  handshake(handshake: Handshake): void;
  /** A request that cannot be read counts as a violation of RFC 7230. */
  nonCompliant(): void;
  /** A refusal is sent instead of a response. */
  refused(status: ElbStatus, sent: Sent | undefined): void;
}

/** HTTP/1 with clients: connections, turns, handshakes, and requests that cannot be read. */
export class Http1Server {
  readonly server: http.Server;
  readonly #events: Http1Events;
  readonly #connections = new Map<Socket, ClientConnection>();

  constructor(events: Http1Events) {
    this.#events = events;
    this.server = http.createServer({
      maxHeaderSize: parserHeadBytes,
      insecureHTTPParser: false,
      // The load balancer answers these itself, with its own pages and its own clock.
      requireHostHeader: false,
      keepAliveTimeout: 0,
      headersTimeout: 0,
      requestTimeout: 0,
      optimizeEmptyRequests: true,
      shouldUpgradeCallback: (request) =>
        wantsTunnel(request) && this.#connections.get(request.socket)?.quiet === true,
    });
    this.server.maxHeadersCount = 0;
    this.server.on("connection", (socket) => this.#accept(socket));
    this.server.on("request", (request, response) => this.#receive(request, response));
    // Node answers `100-continue` itself, and would refuse any other expectation.
    this.server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) =>
      this.#receive(request, response),
    );
    this.server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket as Socket, head));
    this.server.on("connect", (_request, socket) => this.#connections.get(socket as Socket)?.refuse(405));
    this.server.on("clientError", (error, socket) => this.#parseFailed(error, socket as Socket));
  }

  /** Checks the idle timeout of each connection. */
  sweep(idleTimeoutMs: number): void {
    const nowMs = this.#events.nowMs();
    for (const connection of this.#connections.values()) {
      connection.sweep(nowMs, idleTimeoutMs);
    }
  }

  /** Ends all connections, whatever they are doing. */
  destroyConnections(): void {
    for (const socket of this.#connections.keys()) {
      socket.destroy();
    }
  }

  #accept(socket: Socket): void {
    this.#events.connected();
    const connection = new ClientConnection(socket, this.#events.nowMs(), this.#events.refused);
    this.#connections.set(socket, connection);
    socket.on("close", () => {
      this.#connections.delete(socket);
      connection.closed();
    });
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    connection?.enqueue(request, () =>
      this.#events.request(request, new Http1Request(connection, request, response)),
    );
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.#connections.get(socket);
    if (connection) {
      this.#events.handshake({ request, socket, head, connection });
    }
  }

  #parseFailed(error: ParseError, socket: Socket): void {
    const connection = this.#connections.get(socket);
    const refusal = refusalForParseError(error);
    if (!connection || !refusal) {
      socket.destroy();
    } else if (connection.refuse(refusal.status) && !refusal.compliant) {
      this.#events.nonCompliant();
    }
  }
}
