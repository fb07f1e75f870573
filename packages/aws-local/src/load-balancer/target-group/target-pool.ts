import { isDeepStrictEqual } from "node:util";
import type {
  Target,
  TargetDescription,
  TargetGroupOptions,
  TargetGroupSettings,
  TargetHealth,
} from "../contract.ts";
import { type HealthChecker, startHealthChecks } from "../health/health-checker.ts";
import { afterCheck, checkingForTheFirstTime, registering } from "../health/health-state.ts";
import type { TargetGroupMetrics } from "../metrics/load-balancer-metrics.ts";
import { type Choose, leastOutstandingRequests, roundRobin, weightedRandom } from "../routing/algorithms.ts";
import { AnomalyDetector } from "../routing/anomaly.ts";
import { type Routing, routableTargets } from "../routing/routable-targets.ts";
import { RegisteredTarget } from "./registered-target.ts";
import { type ConnectionTimes, TargetConnections } from "./target-connections.ts";

type Entry =
  | { state: "checked"; registered: RegisteredTarget; checker: HealthChecker }
  | {
      state: "draining";
      registered: RegisteredTarget;
      cancelRemoval: () => void;
      /** Resolves when nothing is in flight, at the latest when the deregistration delay has ended. */
      drained: Promise<unknown>;
    };

export interface TargetPoolOptions extends TargetGroupOptions, ConnectionTimes {
  metrics: TargetGroupMetrics;
  onHealthChange(targetId: string, health: TargetHealth): void;
}

/** The state of a target that is gone. */
export const notRegistered: TargetHealth = {
  state: "unused",
  reason: "Target.NotRegistered",
  description: "Target is not registered to the target group",
};

/**
 * The targets of a group that a load balancer uses: health, draining, and the choice of one for each request.
 */
export class TargetPool {
  readonly #options: TargetPoolOptions;
  readonly #entries = new Map<string, Entry>();
  #settings: TargetGroupSettings;
  #choose: Choose<RegisteredTarget>;
  #anomalies: AnomalyDetector<RegisteredTarget>;
  readonly #weightOf: (target: RegisteredTarget) => number;
  readonly #nowMs: () => number;
  #routing: Routing<RegisteredTarget> = { targets: [], failOpen: false };
  #cancelSample: () => void;

  constructor(options: TargetPoolOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#choose = algorithm(options.settings, options.random);
    this.#anomalies = new AnomalyDetector(options.settings);
    this.#nowMs = () => options.clock.nowMs();
    this.#weightOf = (target) => this.#anomalies.weightOf(target) * this.#share(target);
    this.#cancelSample = options.clock.after(1000, () => this.#sample(1));
  }

  /** Another algorithm or mitigation restarts the shares. Another health check restarts the checks. */
  update(settings: TargetGroupSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (settings.algorithm !== before.algorithm || settings.anomalyMitigation !== before.anomalyMitigation) {
      this.#choose = algorithm(settings, this.#options.random);
      this.#anomalies = new AnomalyDetector(settings);
    }
    const checksChange = !isDeepStrictEqual(settings.healthCheck, before.healthCheck);
    for (const entry of this.#entries.values()) {
      if (checksChange && entry.state === "checked") {
        entry.checker.stop();
        this.#check(entry.registered);
      }
    }
    this.#reroute();
  }

  register(target: Target): void {
    const known = this.#entries.get(target.id);
    if (known?.state === "checked" && sameAddress(known.registered.target, target)) {
      return;
    }
    this.#remove(target.id);
    const registered = new RegisteredTarget(
      target,
      this.#options.metrics.forTarget(target),
      new TargetConnections(target, this.#options, this.#options.clock),
      this.#othersTakeFullShare(),
    );
    this.#check(registered);
    this.#changed(registered);
  }

  /**
   * Resolves when nothing is in flight on the target, at the latest when the deregistration delay has ended.
   */
  async deregister(targetId: string): Promise<void> {
    const entry = this.#entries.get(targetId);
    if (entry?.state !== "checked") {
      await entry?.drained;
      return;
    }
    const { registered } = entry;
    entry.checker.stop();
    const idle = registered.drain();
    const delayed = Promise.withResolvers<void>();
    const delayMs = this.#settings.deregistrationDelaySeconds * 1000;
    const cancelRemoval = this.#options.clock.after(delayMs, () => {
      this.#remove(targetId);
      delayed.resolve();
    });
    const drained = Promise.race([idle, delayed.promise]);
    this.#entries.set(targetId, { state: "draining", registered, cancelRemoval, drained });
    this.#changed(registered);
    await drained;
  }

  describe(): TargetDescription[] {
    return [...this.#entries.values()].map(({ registered }) => ({
      target: registered.target,
      health: registered.health,
      anomaly: this.#anomalies.describe(registered),
      inFlight: registered.inFlight,
      answerDelayMs: registered.connections.answerDelayMs,
    }));
  }

  delayAnswers(targetId: string, delayMs: number): void {
    this.#entries.get(targetId)?.registered.connections.delayAnswers(delayMs);
  }

  /** The target for the next request; undefined if the answer is 503. */
  choose(stickyTargetId?: string): RegisteredTarget | undefined {
    const { targets, failOpen } = this.#routing;
    const sticky =
      stickyTargetId === undefined ? undefined : targets.find(({ target }) => target.id === stickyTargetId);
    const chosen = sticky ?? this.#choose(targets, this.#weights());
    if (!chosen) {
      return undefined;
    }
    const { metrics } = this.#options;
    if (failOpen) {
      metrics.unhealthyRoutingRequest.add();
    }
    chosen.metrics.routed();
    metrics.requestPerTarget(targets.length);
    return chosen;
  }

  /** Nothing forwards here any more: checks end, and requests in flight can complete. */
  retire(): void {
    this.#cancelSample();
    for (const entry of this.#entries.values()) {
      if (entry.state === "checked") {
        entry.checker.stop();
        void entry.registered.drain();
      } else {
        // Its draining state is no longer needed.
        void entry.registered.drain().then(() => stop(entry));
      }
    }
  }

  close(): void {
    this.#cancelSample();
    for (const entry of this.#entries.values()) {
      stop(entry);
      entry.registered.cutInFlight();
    }
    this.#entries.clear();
    this.#routing = { targets: [], failOpen: false };
  }

  #check(registered: RegisteredTarget): void {
    const { healthCheck } = this.#settings;
    const isNew = registered.checked === registering;
    const checker = startHealthChecks(
      registered.target,
      healthCheck,
      this.#options.clock,
      () => registered.connections.answerDelayMs,
      () => isNew && this.#update(registered, checkingForTheFirstTime),
      (result) => this.#update(registered, afterCheck(registered.checked, result, healthCheck)),
    );
    this.#entries.set(registered.target.id, { state: "checked", registered, checker });
  }

  /** Undefined if every target has its full share. */
  #weights(): ((target: RegisteredTarget) => number) | undefined {
    const { algorithm: name, anomalyMitigation, slowStartSeconds } = this.#settings;
    const differ = name === "weighted_random" ? anomalyMitigation === "on" : slowStartSeconds > 0;
    return differ ? this.#weightOf : undefined;
  }

  #share(target: RegisteredTarget): number {
    return target.share(this.#nowMs, this.#settings.slowStartSeconds);
  }

  #update(registered: RegisteredTarget, next: RegisteredTarget["checked"]): void {
    const before = registered.checked.health;
    registered.checkedAs(next);
    if (registered.draining || isDeepStrictEqual(before, next.health)) {
      return;
    }
    if (next.health.state === "healthy") {
      if (this.#othersTakeFullShare(registered)) {
        registered.startSlowly(this.#options.clock.nowMs());
      }
    } else if (before.state === "healthy") {
      registered.willStartSlowly();
    }
    this.#changed(registered);
  }

  /** Slow start is for targets that join others with their full share (ALB user guide, "Slow start mode"). */
  #othersTakeFullShare(but?: RegisteredTarget): boolean {
    const { slowStartSeconds, algorithm } = this.#settings;
    if (slowStartSeconds <= 0 || algorithm !== "round_robin") {
      return false;
    }
    return this.#all().some(
      (other) => other !== but && other.health.state === "healthy" && this.#share(other) === 1,
    );
  }

  #all(): RegisteredTarget[] {
    return [...this.#entries.values()].map(({ registered }) => registered);
  }

  #changed(registered: RegisteredTarget): void {
    this.#reroute();
    this.#options.onHealthChange(registered.target.id, registered.health);
  }

  #reroute(): void {
    this.#routing = routableTargets(
      this.#all(),
      this.#settings.unhealthyStateRouting,
      this.#options.initialFailOpen,
    );
  }

  #remove(targetId: string): void {
    const entry = this.#entries.get(targetId);
    if (!entry) {
      return;
    }
    stop(entry);
    this.#entries.delete(targetId);
    entry.registered.cutInFlight();
    this.#reroute();
    this.#options.onHealthChange(targetId, notRegistered);
  }

  /** Every second CloudWatch's gauges; every five seconds the anomaly detection. */
  #sample(second: number): void {
    this.#cancelSample = this.#options.clock.after(1000, () => this.#sample(second + 1));
    const all = this.#all();
    for (const target of all) {
      target.settleShare(this.#nowMs, this.#settings.slowStartSeconds);
    }
    if (all.length > 0) {
      this.#options.metrics.hosts(hostsPerZone(all), this.#routing.failOpen);
    }
    if (second % AnomalyDetector.intervalSeconds !== 0) {
      return;
    }
    const healthy = all.filter(({ health }) => health.state === "healthy");
    const { anomalous, mitigated } = this.#anomalies.look(healthy);
    if (all.length > 0) {
      this.#options.metrics.anomalousHosts(anomalous, mitigated);
    }
  }
}

function stop(entry: Entry): void {
  if (entry.state === "checked") {
    entry.checker.stop();
  } else {
    entry.cancelRemoval();
  }
}

function algorithm(
  { algorithm: name }: Pick<TargetGroupSettings, "algorithm">,
  random = Math.random,
): Choose<RegisteredTarget> {
  switch (name) {
    case "round_robin":
      return roundRobin();
    case "least_outstanding_requests":
      return leastOutstandingRequests();
    case "weighted_random":
      return weightedRandom(random);
  }
}

function hostsPerZone(targets: RegisteredTarget[]): Map<string, { healthy: number; unhealthy: number }> {
  const zones = new Map<string, { healthy: number; unhealthy: number }>();
  for (const { target, health } of targets) {
    const zone = zones.get(target.availabilityZone) ?? { healthy: 0, unhealthy: 0 };
    zones.set(target.availabilityZone, zone);
    if (health.state === "healthy") {
      zone.healthy++;
    } else if (health.state === "unhealthy") {
      zone.unhealthy++;
    }
  }
  return zones;
}

function sameAddress(a: Target, b: Target): boolean {
  return a.address.host === b.address.host && a.address.port === b.address.port && a.port === b.port;
}
