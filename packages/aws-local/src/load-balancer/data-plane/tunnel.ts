import http, { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "@soft-landing/shared/clock";
import type { InFlight, RegisteredTarget } from "../registered-target.ts";
import type { ClientConnection, Occupant } from "./client-connection.ts";
import type { ElbStatus } from "./error-page.ts";
import type { PendingAnswer } from "./pending-answer.ts";
import { clientResponseHeaders } from "./request-headers.ts";

/** True for a WebSocket handshake; other upgrades (h2c) are answered as ordinary requests. */
export function wantsTunnel({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

/** A WebSocket handshake that is on its way to a target. */
export interface TunnelRequest {
  connection: ClientConnection;
  request: IncomingMessage;
  socket: Socket;
  /** What the client has sent after its head. */
  head: Buffer;
  target: RegisteredTarget;
  headers: string[];
  clock: Clock;
  connectTimeoutMs: number;
  countElb(status: ElbStatus): void;
  pending: PendingAnswer | undefined;
}

/**
 * Sends the handshake on and, when the target agrees, joins both sockets until one side ends, nothing moves for the idle
 * timeout, or the target's deregistration delay runs out.
 */
export function openTunnel(tunnel: TunnelRequest): void {
  new Tunnel(tunnel).begin();
}

class Tunnel implements Occupant, InFlight {
  targetBytes = 0;
  place = -1;
  readonly #options: TunnelRequest;
  #upstream: http.ClientRequest | undefined;
  #targetSocket: Socket | undefined;
  #answered = false;
  #done = false;

  constructor(options: TunnelRequest) {
    this.#options = options;
  }

  begin(): void {
    const { connection, request, target, headers } = this.#options;
    connection.occupy(this);
    target.begin(this);
    const { host, port } = target.target.address;
    const upstream = http.request({
      host,
      port,
      path: request.url ?? "/",
      method: "GET",
      agent: false,
      headers: [...headers, "Connection", "Upgrade", "Upgrade", "websocket"],
    });
    this.#upstream = upstream;
    upstream.on("socket", (socket) => this.#limitConnect(socket));
    upstream.on("upgrade", (response, socket, head) => this.#join(response, socket as Socket, head));
    upstream.on("response", (response) => this.#decline(response));
    upstream.on("error", (error: NodeJS.ErrnoException) => this.#failed(error));
    this.#options.socket.on("error", () => {});
    upstream.end();
  }

  clientGone(): void {
    if (this.#done) {
      return;
    }
    if (!this.#answered) {
      this.#options.countElb(460);
      this.#options.pending?.byElb(460, false);
    }
    this.#end();
  }

  /** Behind a handshake nothing is read as a request. */
  requestBroken(): void {}

  idle(): void {
    this.#giveUp(504);
  }

  cut(): void {
    this.#giveUp(502);
  }

  #limitConnect(socket: Socket): void {
    const { clock, connectTimeoutMs, target } = this.#options;
    const cancel = clock.after(connectTimeoutMs, () => {
      target.metrics.connectionError();
      this.#giveUp(504);
    });
    socket.once("connect", cancel);
    socket.once("close", cancel);
  }

  #join(response: IncomingMessage, targetSocket: Socket, head: Buffer): void {
    const { socket, head: clientHead, target, pending } = this.#options;
    this.#answered = true;
    this.#targetSocket = targetSocket;
    let text = `HTTP/1.1 101 ${response.statusMessage ?? "Switching Protocols"}\r\n`;
    const { headers } = clientResponseHeaders(response.rawHeaders);
    for (let i = 0; i < headers.length; i += 2) {
      text += `${headers[i]}: ${headers[i + 1]}\r\n`;
    }
    socket.write(`${text}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, "latin1");
    if (head.length > 0) {
      socket.write(head);
    }
    if (clientHead.length > 0) {
      targetSocket.write(clientHead);
    }
    targetSocket.on("data", (chunk: Buffer) => {
      this.targetBytes += chunk.length;
    });
    targetSocket.on("error", () => this.#end());
    targetSocket.on("close", () => this.#end());
    targetSocket.pipe(socket);
    socket.pipe(targetSocket);
    target.metrics.answered(101);
    pending?.byTarget(101, headers);
  }

  /** The target has answered the handshake like any request. */
  #decline(response: IncomingMessage): void {
    const { request, socket, target, pending } = this.#options;
    this.#answered = true;
    target.metrics.answered(response.statusCode ?? 502);
    const answer = new ServerResponse(request);
    answer.assignSocket(socket);
    const { headers } = clientResponseHeaders(response.rawHeaders);
    answer.writeHead(response.statusCode ?? 502, response.statusMessage, [...headers, "Connection", "close"]);
    response.pipe(answer);
    response.on("error", () => this.#end());
    answer.on("finish", () => {
      pending?.byTarget(response.statusCode ?? 502, headers);
      socket.end();
      this.#release();
    });
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (this.#done) {
      return;
    }
    const { target } = this.#options;
    target.recentFailures++;
    if (error.syscall === "connect") {
      target.metrics.connectionError();
    }
    this.#giveUp(error.code === "ETIMEDOUT" ? 504 : 502);
  }

  /** Refuses a handshake that is not answered yet; ends a tunnel that stands. */
  #giveUp(status: ElbStatus): void {
    if (this.#done) {
      return;
    }
    if (this.#answered) {
      this.#end();
      return;
    }
    this.#release();
    this.#options.connection.refuseCurrent(status);
  }

  #end(): void {
    this.#release();
    this.#options.socket.destroy();
  }

  #release(): void {
    if (this.#done) {
      return;
    }
    this.#done = true;
    this.#options.target.end(this);
    this.#upstream?.destroy();
    this.#targetSocket?.destroy();
    this.#options.connection.free(this);
  }
}
