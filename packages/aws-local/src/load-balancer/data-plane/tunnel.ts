import http, { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "@soft-landing/shared/clock";
import type { Cuttable, Flight, RegisteredTarget } from "../target-group/registered-target.ts";
import type { Answers, Sent } from "./answers.ts";
import type { ClientConnection } from "./client-connection.ts";
import type { Occupant } from "./client-side.ts";
import { responseHead } from "./response-head.ts";

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
  /** Names and values in turn. */
  headers: string[];
  clock: Clock;
  connectTimeoutMs: number;
  answers: Answers;
  sent: Sent | undefined;
  /** The load balancer's own headers on the target's response, names and values in turn. */
  ownHeaders: readonly string[];
}

/**
 * Sends the handshake on and, if the target agrees, joins both sockets until one side ends, nothing is sent
 * for the idle timeout, or the target's deregistration delay ends.
 */
export function openTunnel(tunnel: TunnelRequest): void {
  const opened = new Tunnel(tunnel);
  tunnel.connection.occupy(opened);
}

/** The state of a tunnel. */
type State =
  | { kind: "asking" }
  | { kind: "joined"; targetSocket: Socket }
  /** The target has answered as to a normal request, and the client gets that answer. */
  | { kind: "declined"; statusCode: number; headers: string[] }
  | { kind: "done" };

class Tunnel implements Occupant, Cuttable {
  readonly #options: TunnelRequest;
  readonly #flight: Flight;
  readonly #upstream: http.ClientRequest;
  #state: State = { kind: "asking" };
  #targetBytes = 0;

  constructor(options: TunnelRequest) {
    const { request, socket, target, headers } = options;
    const { host, port } = target.target.address;
    this.#options = options;
    this.#flight = target.begin(this);
    socket.on("error", () => {});
    socket.on("end", () => this.#clientEnded());
    this.#upstream = http.request({
      host,
      port,
      path: request.url ?? "/",
      method: "GET",
      agent: false,
      headers: [...headers, "Connection", "Upgrade", "Upgrade", "websocket"],
    });
    this.#upstream.on("socket", (targetSocket) => this.#limitConnect(targetSocket));
    this.#upstream.on("upgrade", (response, targetSocket, head) =>
      this.#join(response, targetSocket as Socket, head),
    );
    this.#upstream.on("response", (response) => this.#decline(response));
    this.#upstream.on("error", (error: NodeJS.ErrnoException) => this.#failed(error));
    this.#upstream.end();
  }

  get targetBytes(): number {
    return this.#targetBytes;
  }

  clientGone(): void {
    if (this.#state.kind === "asking") {
      this.#options.answers.byElb(460, this.#options.sent, false);
    }
    this.#breakOff();
  }

  /** Nothing after a handshake is read as a request. */
  requestBroken(): void {}

  idle(): void {
    this.#giveUp(504);
  }

  cut(): void {
    this.#giveUp(502);
  }

  /** A client that leaves during its handshake is not answered any more: its connection closes at once. */
  #clientEnded(): void {
    if (this.#state.kind === "asking") {
      this.#options.socket.destroy();
    }
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
    const { socket, head: clientHead, target, answers, sent, ownHeaders } = this.#options;
    if (this.#state.kind !== "asking") {
      targetSocket.destroy();
      return;
    }
    this.#state = { kind: "joined", targetSocket };
    let text = `HTTP/1.1 101 ${response.statusMessage ?? "Switching Protocols"}\r\n`;
    const { headers } = responseHead(101, undefined, response.rawHeaders, ownHeaders);
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
      this.#targetBytes += chunk.length;
    });
    targetSocket.on("error", () => this.#end());
    targetSocket.on("close", () => this.#end());
    targetSocket.pipe(socket);
    socket.pipe(targetSocket);
    target.metrics.answered(101);
    answers.byTarget(101, headers, sent);
  }

  #decline(response: IncomingMessage): void {
    const { request, socket, target, answers, sent, ownHeaders } = this.#options;
    if (this.#state.kind !== "asking") {
      return;
    }
    const { statusCode = 502, statusMessage } = response;
    const { headers } = responseHead(statusCode, undefined, response.rawHeaders, ownHeaders);
    this.#state = { kind: "declined", statusCode, headers };
    target.metrics.answered(statusCode);
    const answer = new ServerResponse(request);
    answer.assignSocket(socket);
    answer.writeHead(statusCode, statusMessage, [...headers, "Connection", "close"]);
    response.pipe(answer);
    response.on("error", () => this.#breakOff());
    answer.on("finish", () => {
      answers.byTarget(statusCode, headers, sent);
      socket.end();
      this.#release();
    });
  }

  #failed(error: NodeJS.ErrnoException): void {
    const { target } = this.#options;
    if (this.#state.kind === "done") {
      return;
    }
    target.failed();
    if (error.syscall === "connect") {
      target.metrics.connectionError();
    }
    this.#giveUp(error.code === "ETIMEDOUT" ? 504 : 502);
  }

  /** Refuses a handshake that is not answered yet; ends an open tunnel. */
  #giveUp(status: 502 | 504): void {
    if (this.#state.kind === "asking") {
      this.#release();
      this.#options.connection.refuseCurrent(status, this.#options.sent);
    } else if (this.#state.kind !== "done") {
      this.#end();
    }
  }

  #breakOff(): void {
    if (this.#state.kind === "declined") {
      const { statusCode, headers } = this.#state;
      this.#options.answers.byTarget(statusCode, headers, this.#options.sent, false);
    }
    this.#end();
  }

  #end(): void {
    this.#release();
    this.#options.socket.destroy();
  }

  #release(): void {
    const state = this.#state;
    if (state.kind === "done") {
      return;
    }
    this.#state = { kind: "done" };
    this.#options.target.end(this.#flight);
    this.#upstream.destroy();
    if (state.kind === "joined") {
      state.targetSocket.destroy();
    }
    this.#options.connection.release(this);
  }
}
