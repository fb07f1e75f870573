import type {
  Action,
  ElbStatus,
  FixedResponseAction,
  HttpsSettings,
  Listener,
  ListenerSettings,
  LoadBalancerOptions,
  RedirectAction,
} from "../contract.ts";
import { admit } from "../data-plane/admission.ts";
import { Answers, type Sent } from "../data-plane/answers.ts";
import type { ClientRequestHead, ClientSide } from "../data-plane/client-side.ts";
import { Exchange } from "../data-plane/exchange.ts";
import { type Handshake, Http1Server } from "../data-plane/http1-server.ts";
import { Http2Server } from "../data-plane/http2-server.ts";
import { errorPage, fixedResponsePage, type OwnPage, redirectPage } from "../data-plane/own-pages.ts";
import { targetRequestHeaders } from "../data-plane/request-headers.ts";
import { openTunnel } from "../data-plane/tunnel.ts";
import type { RoutedRequest } from "../routing/conditions.ts";
import { redirectLocation } from "../routing/redirect.ts";
import { routedRequest } from "../routing/routed-request.ts";
import { checkListener } from "../routing/rule-limits.ts";
import { RuleSet } from "../routing/rules.ts";
import type { RegisteredTarget } from "../target-group/registered-target.ts";
import type { TargetGroupInUse } from "../target-group/target-group.ts";
import { TlsServer } from "../tls/tls-server.ts";
import { type BalancerSide, Forwarding } from "./forwarding.ts";
import type { HeldPort, LocalPorts } from "./local-ports.ts";

/** What a listener needs from its load balancer. */
export interface ListenerSide
  extends BalancerSide,
    Pick<LoadBalancerOptions, "onAnswer" | "answerKindHeader"> {
  /** The local port of the listener with this port on AWS. */
  localPortOf(port: number): number | undefined;
  readonly ports: LocalPorts;
  closed(listener: PortListener): void;
}

/** An action with the target groups that it uses. */
type ActionInUse = Forwarding | RedirectAction | FixedResponseAction;

/** What happens to a request. */
type Route =
  | { kind: "refused"; status: ElbStatus }
  | { kind: "page"; page: OwnPage; sent: Sent | undefined }
  | {
      kind: "target";
      target: RegisteredTarget;
      sent: Sent | undefined;
      closeBoth: boolean;
      ownHeaders: readonly string[];
    };

/** One port of a load balancer, and what happens to its requests. */
export class PortListener implements Listener {
  readonly #balancer: ListenerSide;
  readonly #answers: Answers;
  readonly #http1: Http1Server;
  readonly #http2: Http2Server;
  /** Undefined if the listener is for HTTP. */
  readonly #tls: TlsServer | undefined;
  #settings: ListenerSettings;
  #inUse: ActionInUse[];
  #rules: RuleSet<ActionInUse>;
  #port: HeldPort | undefined;

  /**
   * @throws RangeError for what AWS would refuse, Error if a target group belongs to another load balancer
   */
  constructor(balancer: ListenerSide, settings: ListenerSettings) {
    this.#balancer = balancer;
    this.#settings = settings;
    this.#answers = new Answers(balancer.metrics, settings.arn, balancer);
    ({ inUse: this.#inUse, rules: this.#rules } = takeUp(balancer, settings));
    const { clock, metrics } = balancer;
    const nowMs = () => clock.nowMs();
    const refused = (status: ElbStatus, sent: Sent | undefined) => this.#answers.byElb(status, sent);
    this.#http1 = new Http1Server({
      nowMs,
      refused,
      connected: () => settings.protocol === "HTTP" && metrics.newConnection.add(),
      request: (request, client) => this.#answer(request, client),
      handshake: (handshake) => this.#join(handshake),
      nonCompliant: () => metrics.nonCompliantRequest.add(),
    });
    this.#http2 = new Http2Server({ nowMs, refused, request: (head, client) => this.#answer(head, client) });
    this.#tls = settings.protocol === "HTTPS" ? this.#endTls(settings) : undefined;
  }

  get settings(): ListenerSettings {
    return this.#settings;
  }

  get localPort(): number {
    return this.#port?.port ?? 0;
  }

  /** @throws the system's error, such as EADDRINUSE */
  async listen(port: number, host?: string): Promise<void> {
    try {
      const { server } = this.#tls ?? this.#http1;
      this.#port = await this.#balancer.ports.open(port, host, {
        protocol: this.#settings.protocol,
        enter: (socket) => server.emit("connection", socket),
      });
    } catch (error) {
      leave(this.#inUse);
      throw error;
    }
  }

  update(settings: ListenerSettings): void {
    if (settings.protocol !== this.#settings.protocol) {
      throw new RangeError(
        `a listener for ${this.#settings.protocol} cannot change to ${settings.protocol} while it is open; close it and open it again`,
      );
    }
    if (settings.protocol === "HTTPS") {
      checkListener(settings);
      this.#tls?.update(settings);
    }
    const before = this.#inUse;
    // New groups first, so that a group that stays is always in use: otherwise its health would be lost.
    ({ inUse: this.#inUse, rules: this.#rules } = takeUp(this.#balancer, settings));
    this.#settings = settings;
    leave(before);
  }

  async close(): Promise<void> {
    const left = this.#port?.leave();
    this.#tls?.destroyConnections();
    this.#http1.destroyConnections();
    this.#http2.destroyConnections();
    leave(this.#inUse.splice(0));
    this.#balancer.closed(this);
    await left;
  }

  /** Finds connections whose idle timeout has passed. */
  sweep(idleTimeoutMs: number): void {
    this.#http1.sweep(idleTimeoutMs);
    this.#http2.sweep(idleTimeoutMs);
  }

  get #protocol(): "http" | "https" {
    return this.#tls ? "https" : "http";
  }

  #endTls(settings: HttpsSettings): TlsServer {
    const { metrics, settings: balancerSettings } = this.#balancer;
    const { idleTimeoutSeconds } = balancerSettings();
    return new TlsServer(settings, () => balancerSettings().http2Enabled ?? true, idleTimeoutSeconds * 1000, {
      connected: () => metrics.newConnection.add(),
      failed: () => metrics.clientTlsNegotiationError.add(),
      secured: (socket) => {
        if (socket.alpnProtocol === "h2") {
          this.#http2.accept(socket);
        } else {
          this.#http1.server.emit("connection", socket);
        }
      },
    });
  }

  #answer(request: ClientRequestHead, client: ClientSide): void {
    const route = this.#route(request, client.remoteAddress);
    if (route.kind === "refused") {
      client.refuse(route.status);
      return;
    }
    if (route.kind === "page") {
      this.#answers.byElb(route.page.status, route.sent);
      client.sendPage(route.page);
      return;
    }
    const { target, sent, closeBoth, ownHeaders } = route;
    const nowMs = this.#balancer.clock.nowMs();
    const { clientKeepAliveSeconds } = this.#balancer.settings();
    if (closeBoth || nowMs - client.connectedAtMs >= clientKeepAliveSeconds * 1000) {
      client.endConnection();
    }
    new Exchange({ client, target, answers: this.#answers, sent, ownHeaders }).begin({
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: this.#targetHeaders(request, client.remoteAddress, nowMs),
      closeTarget: closeBoth,
    });
  }

  #join({ request, socket, head, connection }: Handshake): void {
    const { clock, connectTimeoutMs } = this.#balancer;
    const answers = this.#answers;
    const route = this.#route(request, socket.remoteAddress);
    if (route.kind === "refused") {
      connection.refuse(route.status);
      return;
    }
    if (route.kind === "page") {
      answers.byElb(route.page.status, route.sent);
      connection.closeWith(route.page);
      return;
    }
    const { target, sent, ownHeaders } = route;
    const headers = this.#targetHeaders(request, socket.remoteAddress, clock.nowMs());
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
      ownHeaders,
    });
  }

  #route(request: ClientRequestHead, remoteAddress: string | undefined): Route {
    const { metrics, settings } = this.#balancer;
    const { compliant, refusal, closeBoth } = admit(request, settings());
    if (!compliant) {
      metrics.nonCompliantRequest.add();
    }
    if (refusal !== undefined) {
      return { kind: "refused", status: refusal };
    }
    const routed = () => routedRequest(request, request.headers.host, remoteAddress);
    const { action, evaluated } = this.#rules.evaluate(routed);
    if (evaluated > 0) {
      metrics.ruleEvaluations(evaluated);
    }
    if (!(action instanceof Forwarding)) {
      return { kind: "page", page: this.#pageOf(action, routed), sent: this.#answers.begin() };
    }
    const { group, target, cookies } = action.choose(request.headers.cookie, this.#protocol);
    if (!speaksHttp1(group)) {
      return { kind: "refused", status: 464 };
    }
    const sent = this.#answers.begin(group?.targetGroup.settings.arn, target?.target.id);
    return target
      ? { kind: "target", target, sent, closeBoth, ownHeaders: cookies }
      : { kind: "page", page: errorPage(503), sent };
  }

  #pageOf(action: RedirectAction | FixedResponseAction, routed: () => RoutedRequest): OwnPage {
    const { metrics, localPortOf } = this.#balancer;
    if (action.type === "fixed-response") {
      metrics.fixedResponse.add();
      return fixedResponsePage(action);
    }
    const origin = { protocol: this.#protocol, localPort: this.localPort, localPortOf };
    const location = redirectLocation(action, routed(), origin);
    if (location === undefined) {
      metrics.redirectUrlLimitExceeded.add();
      return errorPage(500);
    }
    metrics.redirect.add();
    return redirectPage(action, location);
  }

  #targetHeaders(request: ClientRequestHead, remoteAddress: string | undefined, nowMs: number): string[] {
    return targetRequestHeaders(request, {
      settings: this.#balancer.settings(),
      clientAddress: remoteAddress ?? "127.0.0.1",
      protocol: this.#protocol,
      listenerPort: this.localPort,
      nowMs,
    });
  }
}

/** Checks the settings and starts to use the target groups of all actions. */
function takeUp(balancer: BalancerSide, settings: ListenerSettings) {
  checkListener(settings);
  const inUse: ActionInUse[] = [];
  const use = (action: Action): ActionInUse => {
    const taken = action.type === "forward" ? new Forwarding(balancer, action) : action;
    inUse.push(taken);
    return taken;
  };
  try {
    const rules = (settings.rules ?? []).map((rule) => ({ rule, action: use(rule.action) }));
    return { rules: new RuleSet(rules, use(settings.defaultAction)), inUse };
  } catch (error) {
    leave(inUse);
    throw error;
  }
}

function leave(actions: readonly ActionInUse[]): void {
  for (const action of actions) {
    if (action instanceof Forwarding) {
      action.leave();
    }
  }
}

/**
 * Clients use HTTP/1.1 here. A request that does not fit the group's protocol version is a 464 (ALB user
 * guide, error codes).
 */
function speaksHttp1(group: TargetGroupInUse | undefined): boolean {
  const { protocolVersion = "HTTP1" } = group?.targetGroup.settings ?? {};
  return protocolVersion === "HTTP1";
}
