import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { listenOn } from "../listening.ts";
import type { LoadBalancer, LoadBalancerOptions, SettledOptions } from "./contract.ts";
import { admit } from "./data-plane/admission.ts";
import { ClientConnection } from "./data-plane/client-connection.ts";
import type { ElbStatus } from "./data-plane/error-page.ts";
import { Exchange, sendErrorPage } from "./data-plane/exchange.ts";
import { documentedConnectTimeoutMs, parserHeadBytes } from "./data-plane/limits.ts";
import { type ParseError, refusalForParseError } from "./data-plane/parse-errors.ts";
import { targetRequestHeaders } from "./data-plane/request-headers.ts";
import { openTunnel, wantsTunnel } from "./data-plane/tunnel.ts";
import { createLoadBalancerMetrics, type LoadBalancerMetrics } from "./load-balancer-metrics.ts";
import { TargetGroup } from "./target-group.ts";

/** Makes a load balancer; it listens once told to. */
export function createLoadBalancer(options: LoadBalancerOptions): LoadBalancer {
  return new ApplicationLoadBalancer({ connectTimeoutMs: documentedConnectTimeoutMs, ...options });
}

class ApplicationLoadBalancer implements LoadBalancer {
  readonly #options: SettledOptions;
  readonly #metrics: LoadBalancerMetrics;
  readonly #targets: TargetGroup;
  readonly #server: http.Server;
  readonly #connections = new Map<Socket, ClientConnection>();
  readonly #countElb: (status: ElbStatus) => void;
  #listenerPort = 0;
  #cancelSweep: (() => void) | undefined;

  constructor(options: SettledOptions) {
    this.#options = options;
    this.#metrics = createLoadBalancerMetrics(options.metrics, options.settings, options.targetGroup);
    this.#countElb = (status) => this.#metrics.elb(status);
    this.#targets = new TargetGroup(options, this.#metrics);
    this.#server = this.#createServer();
  }

  async listen(port: number, host?: string): Promise<number> {
    this.#listenerPort = await listenOn(this.#server, port, host);
    this.#scheduleSweep();
    return this.#listenerPort;
  }

  register: LoadBalancer["register"] = (target) => this.#targets.register(target);
  deregister: LoadBalancer["deregister"] = (targetId) => this.#targets.deregister(targetId);
  describeTargets: LoadBalancer["describeTargets"] = () => this.#targets.describe();

  close(): Promise<void> {
    this.#cancelSweep?.();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#connections.keys()) {
        socket.destroy();
      }
      this.#targets.close();
    });
  }

  #createServer(): http.Server {
    const server = http.createServer({
      maxHeaderSize: parserHeadBytes,
      insecureHTTPParser: false,
      // The load balancer answers these itself, with its own pages and on its own clock.
      requireHostHeader: false,
      keepAliveTimeout: 0,
      headersTimeout: 0,
      requestTimeout: 0,
      optimizeEmptyRequests: true,
      shouldUpgradeCallback: (request) =>
        wantsTunnel(request) && this.#connections.get(request.socket)?.quiet === true,
    });
    server.maxHeadersCount = 0;
    server.on("connection", (socket) => this.#accept(socket));
    server.on("request", (request, response) => this.#receive(request, response));
    server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      this.#receive(request, response);
    });
    server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) =>
      this.#receive(request, response),
    );
    server.on("upgrade", (request, socket, head) => this.#tunnel(request, socket as Socket, head));
    server.on("connect", (_request, socket) => this.#connections.get(socket as Socket)?.refuse(405));
    server.on("clientError", (error, socket) => this.#parseFailed(error, socket as Socket));
    return server;
  }

  #accept(socket: Socket): void {
    this.#metrics.newConnection.add();
    const connection = new ClientConnection(socket, this.#options.clock.nowMs(), this.#countElb);
    this.#connections.set(socket, connection);
    socket.on("close", () => {
      this.#connections.delete(socket);
      connection.closed();
    });
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    connection?.enqueue(request, () => this.#answer(connection, request, response));
  }

  #answer(connection: ClientConnection, request: IncomingMessage, response: ServerResponse): void {
    const { settings, targetGroup, clock } = this.#options;
    const admission = admit(request, settings, targetGroup.protocolVersion);
    if (!admission.compliant) {
      this.#metrics.nonCompliantRequest.add();
    }
    if (admission.refusal !== undefined) {
      connection.refuseCurrent(admission.refusal);
      return;
    }
    const target = this.#targets.choose();
    if (!target) {
      this.#unavailable(connection, request, response);
      return;
    }

    const nowMs = clock.nowMs();
    const tooOld = nowMs - connection.openedAtMs >= settings.clientKeepAliveSeconds * 1000;
    const exchange = new Exchange({
      connection,
      request,
      response,
      target,
      closeClient: admission.closeBoth || tooOld,
      closeTarget: admission.closeBoth,
      countElb: this.#countElb,
    });
    exchange.begin(this.#targetHeaders(request, nowMs));
  }

  /** No target is registered that could get the request. */
  #unavailable(connection: ClientConnection, request: IncomingMessage, response: ServerResponse): void {
    this.#metrics.elb(503);
    connection.answering(response);
    sendErrorPage(request, response, 503, false);
  }

  #targetHeaders(request: IncomingMessage, nowMs: number): string[] {
    return targetRequestHeaders(request, {
      settings: this.#options.settings,
      clientAddress: request.socket.remoteAddress ?? "127.0.0.1",
      listenerPort: this.#listenerPort,
      nowMs,
    });
  }

  #tunnel(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.#connections.get(socket);
    if (!connection) {
      return;
    }
    const { settings, targetGroup, clock, connectTimeoutMs } = this.#options;
    const admission = admit(request, settings, targetGroup.protocolVersion);
    const target = admission.refusal === undefined ? this.#targets.choose() : undefined;
    if (!target) {
      connection.refuse(admission.refusal ?? 503);
      return;
    }
    const headers = this.#targetHeaders(request, clock.nowMs());
    openTunnel({
      connection,
      request,
      socket,
      head,
      target,
      headers,
      clock,
      connectTimeoutMs,
      countElb: this.#countElb,
    });
  }

  #parseFailed(error: ParseError, socket: Socket): void {
    const connection = this.#connections.get(socket);
    const status = refusalForParseError(error);
    if (!connection || status === undefined) {
      socket.destroy();
    } else {
      connection.refuse(status);
    }
  }

  /** Idle timeouts are looked for often enough to be at most a sixtieth late. */
  #scheduleSweep(): void {
    const { clock, settings } = this.#options;
    const idleTimeoutMs = settings.idleTimeoutSeconds * 1000;
    const everyMs = Math.min(1000, Math.max(10, idleTimeoutMs / 60));
    const sweep = () => {
      this.#cancelSweep = clock.after(everyMs, sweep);
      const nowMs = clock.nowMs();
      for (const connection of this.#connections.values()) {
        connection.sweep(nowMs, idleTimeoutMs);
      }
    };
    this.#cancelSweep = clock.after(everyMs, sweep);
  }
}
