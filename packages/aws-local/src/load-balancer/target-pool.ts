import { isDeepStrictEqual } from "node:util";
import type {
  Target,
  TargetDescription,
  TargetGroupOptions,
  TargetGroupSettings,
  TargetGroupUser,
  TargetHealth,
} from "./contract.ts";
import { TargetConnections } from "./data-plane/target-connections.ts";
import { type HealthChecker, startHealthChecks } from "./health/health-checker.ts";
import { afterCheck, checkingForTheFirstTime, registering } from "./health/health-state.ts";
import { RegisteredTarget } from "./registered-target.ts";
import { AnomalyDetector } from "./routing/anomaly.ts";
import { type Choose, leastOutstandingRequests, roundRobin, weightedRandom } from "./routing/balancer.ts";
import { type Routing, routableTargets } from "./routing/routable-targets.ts";
import { slowStartWeight } from "./routing/slow-start.ts";

interface Entry {
  registered: RegisteredTarget;
  checker: HealthChecker;
  cancelRemoval?: () => void;
}

export interface TargetPoolOptions extends TargetGroupOptions, Omit<TargetGroupUser, "loadBalancerArn"> {
  onHealthChange(targetId: string, health: TargetHealth): void;
}

/** What a target shows once it is gone. */
export const notRegistered: TargetHealth = {
  state: "unused",
  reason: "Target.NotRegistered",
  description: "Target is not registered to the target group",
};

/** The targets of a group that a load balancer uses: health, draining, and the choice of one for each request. */
export class TargetPool {
  readonly #options: TargetPoolOptions;
  readonly #entries = new Map<string, Entry>();
  #settings: TargetGroupSettings;
  #choose: Choose<RegisteredTarget>;
  #anomalies: AnomalyDetector<RegisteredTarget>;
  readonly #weightOf: (target: RegisteredTarget) => number;
  #routing: Routing<RegisteredTarget> = { targets: [], failOpen: false };
  #ramping = false;
  #cancelSample: () => void;

  constructor(options: TargetPoolOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#choose = algorithm(options.settings, options.random);
    this.#anomalies = new AnomalyDetector(options.settings);
    this.#weightOf = (target) => this.#weight(target);
    this.#cancelSample = options.clock.after(1000, () => this.#sample(1));
  }

  /** Shares begin anew where another algorithm or mitigation is set, checks where theirs change. */
  update(settings: TargetGroupSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (settings.algorithm !== before.algorithm || settings.anomalyMitigation !== before.anomalyMitigation) {
      this.#choose = algorithm(settings, this.#options.random);
      this.#anomalies = new AnomalyDetector(settings);
    }
    const checksChange = !isDeepStrictEqual(settings.healthCheck, before.healthCheck);
    for (const entry of this.#entries.values()) {
      if (checksChange && !entry.registered.draining) {
        entry.checker.stop();
        entry.checker = this.#startChecks(entry.registered);
      }
    }
    this.#reroute();
  }

  register(target: Target): void {
    const known = this.#entries.get(target.id);
    if (known && !known.registered.draining && sameAddress(known.registered.target, target)) {
      return;
    }
    if (known) {
      this.#remove(known);
    }
    const registered = new RegisteredTarget(
      target,
      this.#options.metrics.forTarget(target),
      new TargetConnections(target, this.#options),
      this.#othersTakeFullShare(),
    );
    this.#entries.set(target.id, { registered, checker: this.#startChecks(registered) });
    this.#changed(registered);
  }

  /** Resolves when nothing is in flight on the target, at the latest when the deregistration delay has passed. */
  async deregister(targetId: string): Promise<void> {
    const entry = this.#entries.get(targetId);
    if (!entry || entry.registered.draining) {
      return;
    }
    const { registered } = entry;
    entry.checker.stop();
    const idle = registered.drain();
    const delayed = new Promise<void>((resolve) => {
      entry.cancelRemoval = this.#options.clock.after(
        this.#settings.deregistrationDelaySeconds * 1000,
        () => {
          this.#remove(entry);
          resolve();
        },
      );
    });
    this.#changed(registered);
    await Promise.race([idle, delayed]);
  }

  describe(): TargetDescription[] {
    return [...this.#entries.values()].map(({ registered }) => ({
      target: registered.target,
      health: registered.health,
      anomaly: this.#anomalies.describe(registered),
      inFlight: registered.inFlight,
    }));
  }

  /** The target for the next request; undefined where the answer is 503. */
  choose(): RegisteredTarget | undefined {
    const { targets, failOpen } = this.#routing;
    const chosen = this.#choose(targets, this.#weightOf);
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

  /** Nobody forwards here any more: checks end, and what is in flight may finish. */
  retire(): void {
    this.#cancelSample();
    for (const { checker, registered } of this.#entries.values()) {
      checker.stop();
      void registered.drain();
    }
  }

  close(): void {
    this.#cancelSample();
    for (const entry of this.#entries.values()) {
      entry.checker.stop();
      entry.cancelRemoval?.();
      entry.registered.cutInFlight();
    }
    this.#entries.clear();
    this.#routing = { targets: [], failOpen: false };
  }

  #startChecks(registered: RegisteredTarget): HealthChecker {
    const { healthCheck } = this.#settings;
    const isNew = registered.checked === registering;
    return startHealthChecks(
      registered.target,
      healthCheck,
      this.#options.clock,
      () => isNew && this.#update(registered, checkingForTheFirstTime),
      (result) => this.#update(registered, afterCheck(registered.checked, result, healthCheck)),
    );
  }

  #weight(target: RegisteredTarget): number {
    return this.#anomalies.weightOf(target) * (this.#ramping ? this.#rampWeight(target) : 1);
  }

  #rampWeight({ healthySinceMs }: RegisteredTarget): number {
    if (healthySinceMs === undefined) {
      return 1;
    }
    return slowStartWeight(this.#options.clock.nowMs() - healthySinceMs, this.#settings.slowStartSeconds);
  }

  #update(registered: RegisteredTarget, next: RegisteredTarget["checked"]): void {
    const before = registered.checked.health;
    registered.checked = next;
    if (registered.draining || sameHealth(before, next.health)) {
      return;
    }
    if (next.health.state === "healthy") {
      this.#becameHealthy(registered);
    } else if (before.state === "healthy") {
      this.#leftHealthy(registered);
    }
    this.#changed(registered);
  }

  #becameHealthy(registered: RegisteredTarget): void {
    if (!registered.slowStarts || !this.#othersTakeFullShare(registered)) {
      return;
    }
    registered.healthySinceMs = this.#options.clock.nowMs();
    this.#ramping = true;
  }

  /** A target that recovers starts slowly again, also one whose first start was at full share. */
  #leftHealthy(registered: RegisteredTarget): void {
    registered.healthySinceMs = undefined;
    registered.slowStarts = true;
  }

  /** Slow start is for targets that join others which take their full share (ALB user guide, "Slow start mode"). */
  #othersTakeFullShare(but?: RegisteredTarget): boolean {
    const { slowStartSeconds, algorithm } = this.#settings;
    if (slowStartSeconds <= 0 || algorithm !== "round_robin") {
      return false;
    }
    return this.#all().some(
      (other) => other !== but && other.health.state === "healthy" && this.#rampWeight(other) === 1,
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

  #remove(entry: Entry): void {
    const { registered, checker, cancelRemoval } = entry;
    checker.stop();
    cancelRemoval?.();
    this.#entries.delete(registered.target.id);
    registered.cutInFlight();
    this.#anomalies.forget(registered);
    this.#reroute();
    this.#options.onHealthChange(registered.target.id, notRegistered);
  }

  /** Once a second what CloudWatch has as gauges; every five seconds the anomaly detection. */
  #sample(second: number): void {
    this.#cancelSample = this.#options.clock.after(1000, () => this.#sample(second + 1));
    const all = this.#all();
    this.#ramping &&= all.some((target) => this.#rampWeight(target) < 1);
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

function sameHealth(a: TargetHealth, b: TargetHealth): boolean {
  return (
    a.state === b.state &&
    ("reason" in a ? a.reason : undefined) === ("reason" in b ? b.reason : undefined) &&
    ("description" in a ? a.description : undefined) === ("description" in b ? b.description : undefined)
  );
}
