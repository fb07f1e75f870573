import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "@soft-landing/shared/clock";
import { listenOn } from "../listening.ts";
import type {
  Action,
  Listener,
  ListenerSettings,
  LoadBalancerOptions,
  LoadBalancerSettings,
  TargetGroupInUse,
} from "./contract.ts";
import { admit } from "./data-plane/admission.ts";
import { ClientConnection } from "./data-plane/client-connection.ts";
import type { ElbStatus } from "./data-plane/error-page.ts";
import { Exchange, sendErrorPage } from "./data-plane/exchange.ts";
import { parserHeadBytes } from "./data-plane/limits.ts";
import { type ParseError, refusalForParseError } from "./data-plane/parse-errors.ts";
import { type AnswerObserver, PendingAnswer } from "./data-plane/pending-answer.ts";
import { targetRequestHeaders } from "./data-plane/request-headers.ts";
import { openTunnel, wantsTunnel } from "./data-plane/tunnel.ts";
import type { LoadBalancerMetrics } from "./load-balancer-metrics.ts";
import { chooseByWeight } from "./routing/balancer.ts";

/** What a listener has of its load balancer. */
export interface BalancerSide extends Pick<LoadBalancerOptions, "onAnswer" | "answerKindHeader"> {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly metrics: LoadBalancerMetrics;
  readonly random: () => number;
  settings(): LoadBalancerSettings;
}

/** A target group that the listener forwards to, as long as its settings say so. */
interface Forwarding {
  weight: number;
  inUse: TargetGroupInUse;
}

/** One port of a load balancer: clients' connections, and what becomes of their requests. */
export class HttpListener implements Listener {
  readonly #balancer: BalancerSide;
  readonly #server: http.Server;
  readonly #connections = new Map<Socket, ClientConnection>();
  readonly #onClosed: () => void;
  readonly #countElb: (status: ElbStatus) => void;
  readonly #observer: AnswerObserver | undefined;
  #settings: ListenerSettings;
  #forwarding: Forwarding[];
  #localPort = 0;

  /** @throws Error where a target group belongs to another load balancer */
  constructor(balancer: BalancerSide, settings: ListenerSettings, onClosed: () => void) {
    this.#balancer = balancer;
    this.#settings = settings;
    this.#onClosed = onClosed;
    this.#countElb = (status) => balancer.metrics.elb(status);
    this.#observer = balancer.onAnswer && {
      listenerArn: settings.arn,
      onAnswer: balancer.onAnswer,
      answerKindHeader: balancer.answerKindHeader,
    };
    this.#forwarding = this.#use(settings.defaultAction);
    this.#server = this.#createServer();
  }

  get settings(): ListenerSettings {
    return this.#settings;
  }

  get localPort(): number {
    return this.#localPort;
  }

  async listen(port: number, host?: string): Promise<void> {
    try {
      this.#localPort = await listenOn(this.#server, port, host);
    } catch (error) {
      leave(this.#forwarding);
      throw error;
    }
  }

  update(settings: ListenerSettings): void {
    const before = this.#forwarding;
    // New groups first, so that one that stays is never without a user in between: its health would be lost.
    this.#forwarding = this.#use(settings.defaultAction);
    this.#settings = settings;
    leave(before);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#connections.keys()) {
        socket.destroy();
      }
      leave(this.#forwarding.splice(0));
      this.#onClosed();
    });
  }

  /** Looks at each connection for whether its idle timeout has passed. */
  sweep(idleTimeoutMs: number): void {
    const nowMs = this.#balancer.clock.nowMs();
    for (const connection of this.#connections.values()) {
      connection.sweep(nowMs, idleTimeoutMs);
    }
  }

  #use({ targetGroups }: Action): Forwarding[] {
    const { settings, connectTimeoutMs, metrics } = this.#balancer;
    const used: Forwarding[] = [];
    try {
      for (const { targetGroup, weight } of targetGroups) {
        const inUse = targetGroup.use({
          loadBalancerArn: settings().arn,
          metrics: metrics.forTargetGroup(targetGroup.settings),
          connectTimeoutMs,
          idleTimeoutMs: () => settings().idleTimeoutSeconds * 1000,
        });
        used.push({ weight, inUse });
      }
    } catch (error) {
      leave(used);
      throw error;
    }
    return used;
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
    const { clock, metrics } = this.#balancer;
    metrics.newConnection.add();
    const connection = new ClientConnection(socket, clock.nowMs(), (status) => this.#refused(status));
    this.#connections.set(socket, connection);
    socket.on("close", () => {
      this.#connections.delete(socket);
      connection.closed();
    });
  }

  /** A request that was refused on the connection, or was none. */
  #refused(status: ElbStatus): void {
    this.#countElb(status);
    this.#observer?.onAnswer({
      listenerArn: this.#settings.arn,
      statusCode: status,
      origin: "elb",
      complete: true,
      durationMs: 0,
    });
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket);
    connection?.enqueue(request, () => this.#answer(connection, request, response));
  }

  #answer(connection: ClientConnection, request: IncomingMessage, response: ServerResponse): void {
    const { clock, metrics } = this.#balancer;
    const settings = this.#balancer.settings();
    const pending = this.#observer && new PendingAnswer(this.#observer);
    const admission = admit(request, settings);
    if (!admission.compliant) {
      metrics.nonCompliantRequest.add();
    }
    const group = this.#chooseGroup();
    const refusal = admission.refusal ?? unfit(group);
    if (refusal !== undefined) {
      connection.refuseCurrent(refusal);
      return;
    }
    const target = group?.choose();
    pending?.sentTo(group?.targetGroup.settings.arn, target?.target.id);
    if (!target) {
      metrics.elb(503);
      pending?.byElb(503);
      connection.answering(response);
      sendErrorPage(request, response, 503, false);
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
      pending,
    });
    exchange.begin(this.#targetHeaders(request, nowMs));
  }

  #targetHeaders(request: IncomingMessage, nowMs: number): string[] {
    return targetRequestHeaders(request, {
      settings: this.#balancer.settings(),
      clientAddress: request.socket.remoteAddress ?? "127.0.0.1",
      listenerPort: this.#localPort,
      nowMs,
    });
  }

  #tunnel(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.#connections.get(socket);
    if (!connection) {
      return;
    }
    const { clock, connectTimeoutMs } = this.#balancer;
    const pending = this.#observer && new PendingAnswer(this.#observer);
    const group = this.#chooseGroup();
    const refusal = admit(request, this.#balancer.settings()).refusal ?? unfit(group);
    const target = refusal === undefined ? group?.choose() : undefined;
    if (!target) {
      connection.refuse(refusal ?? 503);
      return;
    }
    pending?.sentTo(group?.targetGroup.settings.arn, target.target.id);
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
      pending,
    });
  }

  #chooseGroup(): TargetGroupInUse | undefined {
    return chooseByWeight(this.#forwarding, this.#balancer.random)?.inUse;
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
}

/** A request whose protocol is not the group's (ALB user guide, error codes): clients speak HTTP/1.1 here. */
function unfit(group: TargetGroupInUse | undefined): ElbStatus | undefined {
  const { protocolVersion = "HTTP1" } = group?.targetGroup.settings ?? {};
  return protocolVersion === "HTTP1" ? undefined : 464;
}

function leave(forwarding: readonly Forwarding[]): void {
  for (const { inUse } of forwarding) {
    inUse.targetGroup.leave();
  }
}
