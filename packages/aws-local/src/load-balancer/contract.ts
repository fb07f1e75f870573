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
}

/** The target group's attributes, from the graph's `aws:lb/targetGroup:TargetGroup`. */
export interface TargetGroupSettings {
  name: string;
  arn: string;
  /** `targetgroup/<name>/<16 hex>`: the value of the CloudWatch dimension TargetGroup. */
  arnSuffix: string;
  port: number;
  /** Absent: HTTP1. The listener speaks HTTP/1.1, so a group of another version answers every request with 464. */
  protocolVersion?: "HTTP1" | "HTTP2" | "GRPC";
  healthCheck: HealthCheckSettings;
  deregistrationDelaySeconds: number;
  slowStartSeconds: number;
  algorithm: "round_robin" | "least_outstanding_requests" | "weighted_random";
  anomalyMitigation: "on" | "off";
  /** Below either threshold the group fails open. Undefined percentage: off. */
  unhealthyStateRouting: { minimumHealthyTargetsCount: number; minimumHealthyTargetsPercentage?: number };
}

export interface HealthCheckSettings {
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  /** As the API has it: `200`, `200,202` or `200-299`. */
  matcher: string;
}

/** A registered target: an instance id, the port it has on AWS, and where it really listens on this machine. */
export interface Target {
  id: string;
  /** The port under which AWS would know it. */
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
}

export interface LoadBalancerOptions {
  settings: LoadBalancerSettings;
  targetGroup: TargetGroupSettings;
  metrics: MetricSink;
  clock: Clock;
  /** Whether targets that were never checked yet get requests while none is healthy; AWS does not say. Default: no, 503. */
  initialFailOpen?: boolean;
  /** How long a connect to a target may take. Default 10,000, as documented. */
  connectTimeoutMs?: number;
  /** For weighted_random; a number from 0 (inclusive) to 1 (exclusive). Default Math.random. */
  random?: () => number;
  /** Called after every change of a target's state. */
  onTargetHealthChange?: (targetId: string, health: TargetHealth) => void;
}

/** The options once the documented connect timeout stands where none was given. */
export type SettledOptions = LoadBalancerOptions & { connectTimeoutMs: number };

/** One ALB node with one listener and one target group, on loopback. */
export interface LoadBalancer {
  /** Starts to listen; resolves with the port (0 picks a free one). Rejects with the system's error, such as EADDRINUSE. */
  listen(port: number, host?: string): Promise<number>;
  /** Starts health checks for the target. The first success makes it healthy. */
  register(target: Target): void;
  /**
   * Takes the target out of rotation at once; resolves when the deregistration delay has passed or, earlier, when nothing is in
   * flight and the caller may stop the target. It keeps showing as draining until the delay ends.
   */
  deregister(targetId: string): Promise<void>;
  describeTargets(): TargetDescription[];
  /** Ends listening, connections and health checks. */
  close(): Promise<void>;
}
