import type { Counter, Dimensions, Distribution, MetricSink } from "../../metrics/metric-sink.ts";
import type { LoadBalancerSettings, Target, TargetGroupSettings } from "../contract.ts";
import { CountsPerTurn } from "./counts-per-turn.ts";

const namespace = "AWS/ApplicationELB";

/** Statuses of the load balancer that have their own count in addition to the count of their class. */
const countedAlone: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** The counts of one target, each with all the dimensions that CloudWatch publishes. */
export interface TargetMetrics {
  routed(): void;
  answered(statusCode: number): void;
  responseTime(seconds: number): void;
  connectionError(): void;
}

/** The counts of one target group of a load balancer. */
export interface TargetGroupMetrics {
  /** Requests that were routed although too few targets were healthy. */
  readonly unhealthyRoutingRequest: Counter;
  /** One request more for the group, which RequestCountPerTarget divides by the targets that share the load. */
  requestPerTarget(targets: number): void;
  hosts(perZone: ReadonlyMap<string, { healthy: number; unhealthy: number }>, failOpen: boolean): void;
  anomalousHosts(anomalous: number, mitigated: number): void;
  forTarget(target: Target): TargetMetrics;
}

/** The load balancer's own counts under CloudWatch's names (ALB user guide, "CloudWatch metrics"). */
export interface LoadBalancerMetrics {
  readonly newConnection: Counter;
  readonly nonCompliantRequest: Counter;
  /** Handshakes that failed. */
  readonly clientTlsNegotiationError: Counter;
  readonly redirect: Counter;
  readonly redirectUrlLimitExceeded: Counter;
  readonly fixedResponse: Counter;
  /** Requests for which a new target was chosen although their group is sticky. */
  readonly nonStickyRequest: Counter;
  /** Rules that were evaluated for one request. */
  ruleEvaluations(count: number): void;
  /** A status that the load balancer generated itself; its 2XX are not counted. */
  elb(status: number): void;
  forTargetGroup(targetGroup: Pick<TargetGroupSettings, "arnSuffix">): TargetGroupMetrics;
}

/** Makes the metrics of one load balancer. */
export function createLoadBalancerMetrics(
  sink: MetricSink,
  settings: Pick<LoadBalancerSettings, "arnSuffix">,
): LoadBalancerMetrics {
  const loadBalancer = { LoadBalancer: settings.arnSuffix };
  const counter = (name: string) => sink.counter(namespace, name, loadBalancer);
  const turn = new CountsPerTurn();
  const elbCodes = lazily(counter);
  const ruleEvaluations = turn.tally([counter("RuleEvaluations")]);
  return {
    newConnection: counter("NewConnectionCount"),
    nonCompliantRequest: counter("DesyncMitigationMode_NonCompliant_Request_Count"),
    clientTlsNegotiationError: counter("ClientTLSNegotiationErrorCount"),
    redirect: counter("HTTP_Redirect_Count"),
    redirectUrlLimitExceeded: counter("HTTP_Redirect_Url_Limit_Exceeded_Count"),
    fixedResponse: counter("HTTP_Fixed_Response_Count"),
    nonStickyRequest: counter("NonStickyRequestCount"),
    ruleEvaluations: (count) => ruleEvaluations.count(count),
    elb(status) {
      if (status < 300) {
        return;
      }
      elbCodes(`HTTPCode_ELB_${Math.floor(status / 100)}XX_Count`).add();
      if (countedAlone.has(status)) {
        elbCodes(`HTTPCode_ELB_${status}_Count`).add();
      }
    },
    forTargetGroup: ({ arnSuffix }) => targetGroupMetrics(sink, turn, loadBalancer, arnSuffix),
  };
}

function targetGroupMetrics(
  sink: MetricSink,
  turn: CountsPerTurn,
  loadBalancer: { LoadBalancer: string },
  arnSuffix: string,
): TargetGroupMetrics {
  const group = { ...loadBalancer, TargetGroup: arnSuffix };
  const counter = (name: string, dimensions: Dimensions) => sink.counter(namespace, name, dimensions);
  const perTarget = turn.tally([
    counter("RequestCountPerTarget", group),
    counter("RequestCountPerTarget", { TargetGroup: arnSuffix }),
  ]);
  const forZone = lazily((zone: string) => ({ ...group, AvailabilityZone: zone }));
  const gauges = lazily((key: string) => {
    const [name = "", zone] = key.split("@");
    return sink.distribution(namespace, name, zone === undefined ? group : forZone(zone));
  });
  return {
    unhealthyRoutingRequest: counter("UnhealthyRoutingRequestCount", group),
    requestPerTarget: (targets) => perTarget.count(1 / targets),
    hosts(perZone, failOpen) {
      let healthy = 0;
      let unhealthy = 0;
      for (const [zone, count] of perZone) {
        gauges(`HealthyHostCount@${zone}`).record(count.healthy);
        gauges(`UnHealthyHostCount@${zone}`).record(count.unhealthy);
        healthy += count.healthy;
        unhealthy += count.unhealthy;
      }
      gauges("HealthyHostCount").record(healthy);
      gauges("UnHealthyHostCount").record(unhealthy);
      gauges("HealthyStateRouting").record(failOpen ? 0 : 1);
      gauges("UnhealthyStateRouting").record(failOpen ? 1 : 0);
    },
    anomalousHosts(anomalous, mitigated) {
      gauges("AnomalousHostCount").record(anomalous);
      gauges("MitigatedHostCount").record(mitigated);
    },
    forTarget: (target) =>
      targetMetrics(sink, turn, [loadBalancer, group, forZone(target.availabilityZone)], target.id),
  };
}

function targetMetrics(
  sink: MetricSink,
  turn: CountsPerTurn,
  dimensionSets: Dimensions[],
  targetId: string,
): TargetMetrics {
  const counters = (name: string): Counter[] =>
    dimensionSets.map((dimensions) => sink.counter(namespace, name, dimensions));
  const routed = turn.tally([
    ...counters("RequestCount"),
    sink.counter("SoftLanding/Lab", "RequestCountByTarget", { Target: targetId }),
  ]);
  const codes = lazily((hundreds: number) => turn.tally(counters(`HTTPCode_Target_${hundreds}XX_Count`)));
  // This is rare, and happens in a phase of the event loop after which an answer can be read before the
  // turn's sums are passed on.
  const connectionErrors = counters("TargetConnectionErrorCount");
  const responseTimes: Distribution[] = dimensionSets.map((dimensions) =>
    sink.distribution(namespace, "TargetResponseTime", dimensions, "Seconds"),
  );
  return {
    routed: () => routed.count(),
    answered: (statusCode) => codes(Math.floor(statusCode / 100)).count(),
    connectionError() {
      for (const one of connectionErrors) {
        one.add();
      }
    },
    responseTime(seconds) {
      for (const one of responseTimes) {
        one.record(seconds);
      }
    },
  };
}

function lazily<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) {
      return known;
    }
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
