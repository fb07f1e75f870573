import { systemClock } from "@soft-landing/shared/clock";
import { onTestFinished } from "vitest";
import { createLoadBalancer } from "../../src/load-balancer/balancer/load-balancer.ts";
import type {
  Answer,
  Listener,
  ListenerSettings,
  LoadBalancer,
  LoadBalancerOptions,
  LoadBalancerSettings,
  Target,
  TargetGroup,
  TargetGroupSettings,
  TargetHealth,
} from "../../src/load-balancer/contract.ts";
import { createTargetGroup } from "../../src/load-balancer/target-group/target-group.ts";
import { createMetricStore } from "../../src/metrics/create-metric-store.ts";
import type { MetricStore } from "../../src/metrics/metric-store.ts";
import type { ManualClock } from "../manual-clock.ts";
import { RawTarget, type Reaction } from "./raw-target.ts";

export const defaultSettings: LoadBalancerSettings = {
  name: "web",
  arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/0123456789abcdef",
  arnSuffix: "app/web/0123456789abcdef",
  dnsName: "web-1234567890.us-east-1.elb.amazonaws.com",
  idleTimeoutSeconds: 60,
  clientKeepAliveSeconds: 3600,
  dropInvalidHeaderFields: false,
  preserveHostHeader: false,
  xffHeaderProcessingMode: "append",
  desyncMitigationMode: "defensive",
};

export const defaultTargetGroup: TargetGroupSettings = {
  name: "web",
  arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/fedcba9876543210",
  arnSuffix: "targetgroup/web/fedcba9876543210",
  port: 80,
  healthCheck: {
    path: "/healthcheck",
    intervalSeconds: 5,
    timeoutSeconds: 2,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    matcher: "200",
  },
  deregistrationDelaySeconds: 15,
  slowStartSeconds: 0,
  algorithm: "round_robin",
  anomalyMitigation: "off",
  unhealthyStateRouting: { minimumHealthyTargetsCount: 1 },
};

export interface RigOptions {
  settings?: Partial<LoadBalancerSettings>;
  targetGroup?: Partial<TargetGroupSettings>;
  /** Absent: real time. */
  clock?: ManualClock;
  initialFailOpen?: boolean;
  /** For the choice between targets. */
  random?: () => number;
  extra?: Partial<LoadBalancerOptions>;
}

export const listenerArn = defaultSettings.arn
  .replace(":loadbalancer/", ":listener/")
  .concat("/aaaaaaaaaaaaaaaa");

/** A load balancer with one listener on a free port and one target group, with what a test looks at; it ends with the test. */
export class Rig {
  readonly loadBalancer: LoadBalancer;
  readonly targetGroup: TargetGroup;
  readonly options: LoadBalancerOptions;
  readonly listenerSettings: ListenerSettings;
  readonly answers: Answer[] = [];
  #listener: Listener | undefined;
  readonly metrics: MetricStore;
  readonly changes: { targetId: string; health: TargetHealth }[] = [];
  readonly #clock: ManualClock | undefined;
  #waiting: (() => void)[] = [];

  constructor({ settings, targetGroup, clock: manual, initialFailOpen = false, random, extra }: RigOptions) {
    const clock = manual ?? systemClock;
    this.#clock = manual;
    this.metrics = createMetricStore({ clock });
    this.options = {
      settings: { ...defaultSettings, ...settings },
      metrics: this.metrics,
      clock,
      onAnswer: (answer) => this.answers.push(answer),
      answerKindHeader: "x-answer",
      ...extra,
    };
    this.targetGroup = createTargetGroup({
      settings: { ...defaultTargetGroup, ...targetGroup },
      clock,
      initialFailOpen,
      ...(random && { random }),
    });
    this.targetGroup.onHealthChange((targetId, health) => {
      this.changes.push({ targetId, health });
      for (const resolve of this.#waiting.splice(0)) {
        resolve();
      }
    });
    this.loadBalancer = createLoadBalancer(this.options);
    this.listenerSettings = {
      arn: listenerArn,
      port: 80,
      protocol: "HTTP",
      defaultAction: { type: "forward", targetGroups: [{ targetGroup: this.targetGroup, weight: 1 }] },
    };
  }

  get listener(): Listener {
    if (this.#listener === undefined) {
      throw new Error("the rig does not listen yet");
    }
    return this.#listener;
  }

  get port(): number {
    return this.listener.localPort;
  }

  async listen(): Promise<void> {
    this.#listener = await this.loadBalancer.listen(this.listenerSettings, 0);
  }

  async close(): Promise<void> {
    await this.loadBalancer.close();
    this.targetGroup.close();
  }

  /** Registers targets and waits until their first check has made them healthy. */
  async registerHealthy(...targets: Target[]): Promise<void> {
    for (const target of targets) {
      this.targetGroup.register(target);
    }
    this.#clock?.advance(0);
    for (const { id } of targets) {
      await this.untilState(id, "healthy");
    }
  }

  async untilState(targetId: string, state: TargetHealth["state"]): Promise<void> {
    while (this.stateOf(targetId) !== state) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  stateOf(targetId: string): TargetHealth["state"] | undefined {
    return this.targetGroup.describeTargets().find(({ target }) => target.id === targetId)?.health.state;
  }

  /** The sum of a metric over all time; undefined where CloudWatch would show no data. */
  sum(metricName: string, dimensions: Record<string, string> = {}): number | undefined {
    const points = this.metrics.datapoints({
      namespace: "AWS/ApplicationELB",
      metricName,
      dimensions: { LoadBalancer: defaultSettings.arnSuffix, ...dimensions },
      startSeconds: 0,
      endSeconds: 4_000_000_000,
      periodSeconds: 60,
    });
    return points.length === 0 ? undefined : points.reduce((total, { sum }) => total + sum, 0);
  }
}

/** Starts a load balancer without targets. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const rig = new Rig(options);
  await rig.listen();
  onTestFinished(() => rig.close());
  return rig;
}

/** Starts a load balancer before one raw target that is healthy already. */
export async function startRigWithTarget(
  react?: Reaction,
  options: RigOptions = {},
): Promise<{ rig: Rig; target: RawTarget }> {
  const target = await RawTarget.start(react);
  onTestFinished(() => target.close());
  const rig = await startRig(options);
  await rig.registerHealthy(target.as("i-0"));
  return { rig, target };
}

/** Sums of every ELB and target code that has any, for comparison as a whole. */
export function codeCounts(rig: Rig): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { metricName, dimensions } of rig.metrics.list()) {
    if (!/^HTTPCode_/.test(metricName) || Object.keys(dimensions).length > 1) {
      continue;
    }
    counts[metricName] = rig.sum(metricName) ?? 0;
  }
  return counts;
}
