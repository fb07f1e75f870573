import type { IncomingMessage } from "node:http";
import type { Clock } from "@soft-landing/shared/clock";
import { listenOn } from "../../listening.ts";
import type {
  Action,
  ElbStatus,
  Listener,
  ListenerSettings,
  LoadBalancerOptions,
  LoadBalancerSettings,
} from "../contract.ts";
import { admit } from "../data-plane/admission.ts";
import { Answers, type Sent } from "../data-plane/answers.ts";
import type { ClientSide } from "../data-plane/client-side.ts";
import { Exchange } from "../data-plane/exchange.ts";
import { type Handshake, Http1Server } from "../data-plane/http1-server.ts";
import { targetRequestHeaders } from "../data-plane/request-headers.ts";
import { openTunnel } from "../data-plane/tunnel.ts";
import type { LoadBalancerMetrics } from "../metrics/load-balancer-metrics.ts";
import { chooseByWeight } from "../routing/algorithms.ts";
import type { RegisteredTarget } from "../target-group/registered-target.ts";
import { InstanceTargetGroup, type TargetGroupInUse } from "../target-group/target-group.ts";

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
  group: TargetGroupInUse;
}

/** Where a request goes, or why it goes nowhere. */
type Route =
  | { kind: "refused"; status: ElbStatus }
  /** No target is registered that could get it. */
  | { kind: "unavailable"; sent: Sent | undefined }
  | { kind: "target"; target: RegisteredTarget; sent: Sent | undefined; closeBoth: boolean };

/** One port of a load balancer: what becomes of the requests that come there. */
export class PortListener implements Listener {
  readonly #balancer: BalancerSide;
  readonly #answers: Answers;
  readonly #http1: Http1Server;
  readonly #onClosed: () => void;
  #settings: ListenerSettings;
  #forwarding: Forwarding[];
  #localPort = 0;

  /** @throws Error where a target group belongs to another load balancer */
  constructor(balancer: BalancerSide, settings: ListenerSettings, onClosed: () => void) {
    this.#balancer = balancer;
    this.#settings = settings;
    this.#onClosed = onClosed;
    this.#answers = new Answers(balancer.metrics, settings.arn, balancer);
    this.#forwarding = this.#use(settings.defaultAction);
    this.#http1 = new Http1Server({
      nowMs: () => balancer.clock.nowMs(),
      connected: () => balancer.metrics.newConnection.add(),
      request: (request, client) => this.#answer(request, client),
      handshake: (handshake) => this.#join(handshake),
      nonCompliant: () => balancer.metrics.nonCompliantRequest.add(),
      refused: (status, sent) => this.#answers.byElb(status, sent),
    });
  }

  get settings(): ListenerSettings {
    return this.#settings;
  }

  get localPort(): number {
    return this.#localPort;
  }

  /** @throws the system's error, such as EADDRINUSE */
  async listen(port: number, host?: string): Promise<void> {
    try {
      this.#localPort = await listenOn(this.#http1.server, port, host);
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
      this.#http1.server.close(() => resolve());
      this.#http1.destroyConnections();
      leave(this.#forwarding.splice(0));
      this.#onClosed();
    });
  }

  /** Looks for connections whose idle timeout has passed. */
  sweep(idleTimeoutMs: number): void {
    this.#http1.sweep(idleTimeoutMs);
  }

  #use({ targetGroups }: Action): Forwarding[] {
    const { settings, connectTimeoutMs, metrics } = this.#balancer;
    const used: Forwarding[] = [];
    try {
      for (const { targetGroup, weight } of targetGroups) {
        if (!(targetGroup instanceof InstanceTargetGroup)) {
          throw new TypeError("a listener forwards to target groups that createTargetGroup made");
        }
        const group = targetGroup.use({
          loadBalancerArn: settings().arn,
          metrics: metrics.forTargetGroup(targetGroup.settings),
          connectTimeoutMs,
          idleTimeoutMs: () => settings().idleTimeoutSeconds * 1000,
        });
        used.push({ weight, group });
      }
    } catch (error) {
      leave(used);
      throw error;
    }
    return used;
  }

  #answer(request: IncomingMessage, client: ClientSide): void {
    const route = this.#route(request);
    if (route.kind === "refused") {
      client.refuse(route.status);
      return;
    }
    if (route.kind === "unavailable") {
      this.#answers.byElb(503, route.sent);
      client.sendPage(503);
      return;
    }
    const { target, sent, closeBoth } = route;
    const nowMs = this.#balancer.clock.nowMs();
    const { clientKeepAliveSeconds } = this.#balancer.settings();
    if (closeBoth || nowMs - client.connectedAtMs >= clientKeepAliveSeconds * 1000) {
      client.endConnection();
    }
    new Exchange({ client, target, answers: this.#answers, sent }).begin({
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: this.#targetHeaders(request, nowMs),
      closeTarget: closeBoth,
    });
  }

  #join({ request, socket, head, connection }: Handshake): void {
    const { clock, connectTimeoutMs } = this.#balancer;
    const route = this.#route(request);
    if (route.kind === "refused") {
      connection.refuse(route.status);
      return;
    }
    if (route.kind === "unavailable") {
      connection.refuse(503, route.sent);
      return;
    }
    const { target, sent } = route;
    const headers = this.#targetHeaders(request, clock.nowMs());
    const answers = this.#answers;
    openTunnel({
      connection,
      request,
      socket,
      head,
      target,
      headers,
      clock,
      connectTimeoutMs,
      answers,
      sent,
    });
  }

  #route(request: IncomingMessage): Route {
    const { metrics, settings, random } = this.#balancer;
    const { compliant, refusal, closeBoth } = admit(request, settings());
    if (!compliant) {
      metrics.nonCompliantRequest.add();
    }
    if (refusal !== undefined) {
      return { kind: "refused", status: refusal };
    }
    const group = chooseByWeight(this.#forwarding, random)?.group;
    if (!speaksHttp1(group)) {
      return { kind: "refused", status: 464 };
    }
    const target = group?.choose();
    const sent = this.#answers.begin(group?.targetGroup.settings.arn, target?.target.id);
    return target ? { kind: "target", target, sent, closeBoth } : { kind: "unavailable", sent };
  }

  #targetHeaders(request: IncomingMessage, nowMs: number): string[] {
    return targetRequestHeaders(request, {
      settings: this.#balancer.settings(),
      clientAddress: request.socket.remoteAddress ?? "127.0.0.1",
      listenerPort: this.#localPort,
      nowMs,
    });
  }
}

/** Clients speak HTTP/1.1 here; what does not fit the group's protocol version is a 464 (ALB user guide, error codes). */
function speaksHttp1(group: TargetGroupInUse | undefined): boolean {
  const { protocolVersion = "HTTP1" } = group?.targetGroup.settings ?? {};
  return protocolVersion === "HTTP1";
}

function leave(forwarding: readonly Forwarding[]): void {
  for (const { group } of forwarding) {
    group.leave();
  }
}
