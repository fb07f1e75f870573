import type { Clock } from "@soft-landing/shared/clock";
import type { MetricSink } from "../metrics/metric-sink.ts";

/** The load balancer's attributes, from the graph's `aws:lb/loadBalancer:LoadBalancer`. */
export interface LoadBalancerSettings {
  name: string;
  arn: string;
  /** `app/<name>/<16 hex>`: the value of the CloudWatch dimension LoadBalancer. */
  arnSuffix: string;
  dnsName: string;
  idleTimeoutSeconds: number;
  clientKeepAliveSeconds: number;
  dropInvalidHeaderFields: boolean;
  preserveHostHeader: boolean;
  xffHeaderProcessingMode: "append" | "preserve" | "remove";
  desyncMitigationMode: "monitor" | "defensive" | "strictest";
  /** Whether HTTPS listeners offer HTTP/2. Default true. */
  http2Enabled?: boolean;
}

/** The target group's attributes, from the graph's `aws:lb/targetGroup:TargetGroup`. */
export interface TargetGroupSettings {
  name: string;
  arn: string;
  /** `targetgroup/<name>/<16 hex>`: the value of the CloudWatch dimension TargetGroup. */
  arnSuffix: string;
  port: number;
  /**
   * Absent: HTTP1. The listener forwards HTTP/1.1, so a group of another version answers every request with
   * 464.
   */
  protocolVersion?: "HTTP1" | "HTTP2" | "GRPC";
  healthCheck: HealthCheckSettings;
  deregistrationDelaySeconds: number;
  slowStartSeconds: number;
  algorithm: "round_robin" | "least_outstanding_requests" | "weighted_random";
  anomalyMitigation: "on" | "off";
  /**
   * Keeps a client with its target by a cookie of the load balancer, for 1 to 604,800 seconds. Absent: off.
   */
  stickiness?: { durationSeconds: number };
  /** Below either threshold the group fails open. Undefined percentage: off. */
  unhealthyStateRouting: { minimumHealthyTargetsCount: number; minimumHealthyTargetsPercentage?: number };
}

export interface HealthCheckSettings {
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  /** As in the API: `200`, `200,202` or `200-299`. */
  matcher: string;
}

/** A registered target: an instance ID, its port on AWS, and its address on this machine. */
export interface Target {
  id: string;
  /** The port on AWS. */
  port: number;
  availabilityZone: string;
  /** Loopback address of the server process. */
  address: { host: string; port: number };
}

/** DescribeTargetHealth's states, reasons and descriptions (ELBv2 API Reference, TargetHealth). */
export type TargetHealth =
  | {
      state: "initial";
      reason: "Elb.RegistrationInProgress" | "Elb.InitialHealthChecking";
      description: string;
    }
  | { state: "healthy" }
  | {
      state: "unhealthy";
      reason:
        | "Target.ResponseCodeMismatch"
        | "Target.Timeout"
        | "Target.FailedHealthChecks"
        | "Elb.InternalError";
      description: string;
    }
  | {
      state: "unused";
      reason: "Target.NotRegistered" | "Target.NotInUse" | "Target.InvalidState";
      description: string;
    }
  | { state: "draining"; reason: "Target.DeregistrationInProgress"; description: string };

export interface TargetDescription {
  target: Target;
  health: TargetHealth;
  anomaly: { result: "normal" | "anomalous"; mitigationInEffect: boolean };
  /** Requests sent to it and not yet answered. */
  inFlight: number;
  /** How long its answers are delayed. */
  answerDelayMs: number;
}

export interface TargetGroupOptions {
  settings: TargetGroupSettings;
  clock: Clock;
  /**
   * Whether targets that were never checked get requests while none is healthy. AWS does not document it.
   * Default: no, 503.
   */
  initialFailOpen?: boolean;
  /** For weighted_random; a number from 0 (inclusive) to 1 (exclusive). Default Math.random. */
  random?: () => number;
}

/** A target group of type instance. One load balancer can use it, in any number of its listeners. */
export interface TargetGroup {
  readonly settings: TargetGroupSettings;
  /**
   * Applies changed attributes or health checks, as ModifyTargetGroup and ModifyTargetGroupAttributes would.
   *
   * @throws RangeError for a matcher that cannot be read
   */
  update(settings: TargetGroupSettings): void;
  /** Health checks start once a load balancer uses the group. The first success makes the target healthy. */
  register(target: Target): void;
  /**
   * Takes the target out of rotation at once; resolves when the deregistration delay has passed or, earlier, when nothing is in
   * flight and the caller may stop the target. It keeps showing as draining until the delay ends.
   */
  deregister(targetId: string): Promise<void>;
  /**
   * Delays the target's answers by this much, including answers to health checks, as a slow machine or
   * network would; 0: not at all.
   */
  delayAnswers(targetId: string, delayMs: number): void;
  /** Every target is `unused` while no listener forwards here. */
  describeTargets(): TargetDescription[];
  /** Calls the listener after every change of a target's state. Returns a function that stops this. */
  onHealthChange(listener: (targetId: string, health: TargetHealth) => void): () => void;
  /** The ARN of the load balancer that uses the group, if any. */
  loadBalancerArn(): string | undefined;
  /** Ends health checks and connections, and with them the requests in flight. */
  close(): void;
}

/** What a listener does with a request (ELBv2 API, Action). */
export type Action = ForwardAction | RedirectAction | FixedResponseAction;

export interface ForwardAction {
  type: "forward";
  /** One to five, each with its weight, 0 to 999. */
  targetGroups: readonly { targetGroup: TargetGroup; weight: number }[];
  /** Keeps a client with its target group for this long, 1 to 604,800 seconds. */
  stickiness?: { durationSeconds: number };
}

/** Parts that are left out are taken from the request. */
export interface RedirectAction {
  type: "redirect";
  statusCode: "HTTP_301" | "HTTP_302";
  /** `HTTP`, `HTTPS` or `#{protocol}`. */
  protocol?: string;
  /** A port on AWS, or `#{port}`. The port of another listener becomes its local port. */
  port?: string;
  /** May contain `#{host}`. */
  host?: string;
  /** Begins with `/`; may contain `#{host}`, `#{port}` and `#{path}`, which has no leading slash. */
  path?: string;
  /** Without a leading question mark; may contain every placeholder. */
  query?: string;
}

export interface FixedResponseAction {
  type: "fixed-response";
  /** 2XX, 4XX or 5XX. */
  statusCode: number;
  /** Default text/plain. */
  contentType?: string;
  /** At most 1,024 characters. */
  messageBody?: string;
}

/**
 * What a request is compared with (ELBv2 API, RuleCondition). One matching value is enough. `*` and `?` are
 * wildcards as in the API.
 */
export type RuleCondition =
  | { field: "host-header" | "path-pattern" | "http-request-method"; values: readonly string[] }
  | { field: "http-header"; httpHeaderName: string; values: readonly string[] }
  /** A value without a key is compared with the values of every key. */
  | { field: "query-string"; values: readonly { key?: string; value: string }[] }
  /** Blocks of addresses in CIDR format. */
  | { field: "source-ip"; values: readonly string[] };

/** A rule of a listener: its action applies if all of its conditions are met. */
export interface ListenerRule {
  /** 1 to 50,000; the rule with the lowest is evaluated first. */
  priority: number;
  conditions: readonly RuleCondition[];
  action: Action;
}

/** A certificate and its key as PEM; intermediate certificates follow in the same text. */
export interface ListenerCertificate {
  arn: string;
  certificatePem: string;
  privateKeyPem: string;
  /**
   * Creates a certificate for a host name. The default certificate has this if its names are not known: it is
   * then for any name that a client asks for.
   */
  issueFor?(hostName: string): Promise<{ certificatePem: string; privateKeyPem: string }>;
}

/** Settings of HTTPS listeners only. */
export interface HttpsSettings {
  /** Such as ELBSecurityPolicy-TLS13-1-2-2021-06. Default ELBSecurityPolicy-2016-08. */
  sslPolicy?: string;
  /**
   * The default certificate first, then the certificate list, from which a client gets the one for the name
   * that it asks for.
   */
  certificates: readonly [ListenerCertificate, ...ListenerCertificate[]];
}

interface CommonListenerSettings {
  arn: string;
  /** The port on AWS. The local port may be another. */
  port: number;
  /** For requests that no rule matches. */
  defaultAction: Action;
  rules?: readonly ListenerRule[];
}

export type ListenerSettings = CommonListenerSettings &
  ({ protocol: "HTTP" } | ({ protocol: "HTTPS" } & HttpsSettings));

/** A listener of a load balancer. */
export interface Listener {
  readonly settings: ListenerSettings;
  /** Its local port on loopback. */
  readonly localPort: number;
  /**
   * Applies changed actions, rules, certificates and security policy, as ModifyListener and similar calls
   * would. Requests in flight end where they were sent, and open connections keep their certificate.
   *
   * @throws RangeError for what AWS would refuse, and for another protocol; then the settings do not change
   */
  update(settings: ListenerSettings): void;
  close(): Promise<void>;
}

/** A status that the load balancer generates itself (ALB user guide, error codes). */
export type ElbStatus = 400 | 405 | 408 | 414 | 460 | 463 | 464 | 500 | 501 | 502 | 503 | 504 | 505;

/** An answer that a client got, or did not wait for. */
export interface Answer {
  listenerArn: string;
  targetGroupArn?: string;
  targetId?: string;
  /** As counted: 460, or 400 within a body, for a client that disconnected before its answer. */
  statusCode: number;
  /** Who generated the status: the target, or the load balancer itself. */
  origin: "target" | "elb";
  /** The value of the response header `answerKindHeader`, if the target sent one. */
  answerKind?: string;
  /** False if the client did not get the whole answer because either side broke off. */
  complete: boolean;
  /**
   * From the complete request head to the last byte for the client; 0 if the request was refused before it
   * was complete.
   */
  durationMs: number;
}

export interface LoadBalancerOptions {
  settings: LoadBalancerSettings;
  metrics: MetricSink;
  clock: Clock;
  /** How long a connection attempt to a target may take. Default 10,000, as documented. */
  connectTimeoutMs?: number;
  /** Called for every answer, so it should only count, and must not throw. */
  onAnswer?: (answer: Answer) => void;
  /** The response header in which targets say what kind of answer theirs is, in lower case. */
  answerKindHeader?: string;
  /** Chooses between weighted target groups; a number from 0 (inclusive) to 1 (exclusive). Default Math.random. */
  random?: () => number;
}

/** One ALB node, on loopback. */
export interface LoadBalancer {
  readonly settings: LoadBalancerSettings;
  /** Applies changed attributes, as ModifyLoadBalancerAttributes would. */
  update(settings: LoadBalancerSettings): void;
  /**
   * Starts one more listener; resolves once it listens.
   *
   * @param localPort 0 picks a free one
   * @param host default 127.0.0.1
   * @throws the system's error, such as EADDRINUSE; RangeError for actions and rules that AWS would refuse
   */
  listen(settings: ListenerSettings, localPort: number, host?: string): Promise<Listener>;
  /** Ends all listeners and connections. Target groups stay. */
  close(): Promise<void>;
}
