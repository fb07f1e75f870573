import type { Target, TargetHealth } from "../contract.ts";
import { type HealthState, registering } from "../health/health-state.ts";
import type { TargetMetrics } from "../metrics/load-balancer-metrics.ts";
import { slowStartWeight } from "../routing/slow-start.ts";
import { type Entry, ShortLived } from "../short-lived.ts";
import type { TargetConnections } from "./target-connections.ts";

/** Something in flight to a target that can be ended early with 502. */
export interface Cuttable {
  cut(): void;
}

/** A receipt for one thing in flight. */
export type Flight = Entry<Cuttable>;

/** How a target's share starts once it is healthy (ALB user guide, "Slow start mode"). */
type SlowStart =
  /** With its full share. */
  | { kind: "none" }
  /** In a straight line from almost nothing, if others have their full share by then. */
  | { kind: "ahead" }
  | { kind: "ramping"; sinceMs: number };

const draining: TargetHealth = {
  state: "draining",
  reason: "Target.DeregistrationInProgress",
  description: "Target deregistration is in progress",
};

/** A target as the group holds it while a load balancer uses the group. */
export class RegisteredTarget {
  readonly target: Target;
  readonly metrics: TargetMetrics;
  readonly connections: TargetConnections;
  readonly #flights = new ShortLived<Cuttable>();
  #checked: HealthState = registering;
  #slowStart: SlowStart;
  #requests = 0;
  #failures = 0;
  /** Set once it drains. Resolves when nothing is in flight. */
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(target: Target, metrics: TargetMetrics, connections: TargetConnections, startsSlowly: boolean) {
    this.target = target;
    this.metrics = metrics;
    this.connections = connections;
    this.#slowStart = { kind: startsSlowly ? "ahead" : "none" };
  }

  get health(): TargetHealth {
    return this.#drained ? draining : this.#checked.health;
  }

  get checked(): HealthState {
    return this.#checked;
  }

  get draining(): boolean {
    return this.#drained !== undefined;
  }

  /** Requests sent and not yet answered. */
  get inFlight(): number {
    return this.#flights.size;
  }

  /** All requests that were ever sent to it. */
  get requests(): number {
    return this.#requests;
  }

  /** Those that failed: 5xx, no connection, no answer. */
  get failures(): number {
    return this.#failures;
  }

  begin(cuttable: Cuttable): Flight {
    this.#requests++;
    return this.#flights.add(cuttable);
  }

  end(flight: Flight): void {
    if (this.#flights.remove(flight) && this.#flights.size === 0) {
      this.#drained?.resolve();
    }
  }

  /** A request failed because of this target. */
  failed(): void {
    this.#failures++;
  }

  checkedAs(state: HealthState): void {
    this.#checked = state;
  }

  /** It has become healthy. */
  startSlowly(nowMs: number): void {
    if (this.#slowStart.kind === "ahead") {
      this.#slowStart = { kind: "ramping", sinceMs: nowMs };
    }
  }

  /** It is no longer healthy. It starts slowly once it recovers, even if it did not the first time. */
  willStartSlowly(): void {
    this.#slowStart = { kind: "ahead" };
  }

  /** Its share of a full one, from almost nothing to 1. */
  share(nowMs: () => number, slowStartSeconds: number): number {
    return this.#slowStart.kind === "ramping"
      ? slowStartWeight(nowMs() - this.#slowStart.sinceMs, slowStartSeconds)
      : 1;
  }

  /** Ends a slow start whose time is over, so that the clock is no longer read for it. */
  settleShare(nowMs: () => number, slowStartSeconds: number): void {
    if (this.#slowStart.kind === "ramping" && this.share(nowMs, slowStartSeconds) === 1) {
      this.#slowStart = { kind: "none" };
    }
  }

  /** From now on it is draining. Resolves once nothing is in flight. */
  drain(): Promise<void> {
    const drained = this.#drained ?? Promise.withResolvers<void>();
    this.#drained = drained;
    this.connections.closeIdle();
    if (this.#flights.size === 0) {
      drained.resolve();
    }
    return drained.promise;
  }

  /** Ends what is still in flight with 502 and closes all connections. */
  cutInFlight(): void {
    for (const cuttable of this.#flights.values()) {
      cuttable.cut();
    }
    this.connections.destroy();
  }
}
