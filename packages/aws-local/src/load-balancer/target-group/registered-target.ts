import type { Target, TargetHealth } from "../contract.ts";
import { type HealthState, registering } from "../health/health-state.ts";
import type { TargetMetrics } from "../metrics/load-balancer-metrics.ts";
import { slowStartWeight } from "../routing/slow-start.ts";
import { type Entry, ShortLived } from "../short-lived.ts";
import type { TargetConnections } from "./target-connections.ts";

/** What is on its way to a target and can be ended early with 502. */
export interface Cuttable {
  cut(): void;
}

/** A receipt for one thing in flight. */
export type Flight = Entry<Cuttable>;

/** How a target's share begins once it is healthy (ALB user guide, "Slow start mode"). */
type SlowStart =
  /** At full share. */
  | { kind: "none" }
  /** In a straight line from next to nothing, if others take their full share by then. */
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
  /** Set once it drains; resolves when nothing is in flight. */
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

  /** Requests that were ever sent here. */
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

  /** A request failed by this target's fault. */
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

  /** It has left the healthy ones, and starts slowly once it is back, also where it did not the first time. */
  willStartSlowly(): void {
    this.#slowStart = { kind: "ahead" };
  }

  /** Its share of a full one, from next to nothing to 1. */
  share(nowMs: () => number, slowStartSeconds: number): number {
    return this.#slowStart.kind === "ramping"
      ? slowStartWeight(nowMs() - this.#slowStart.sinceMs, slowStartSeconds)
      : 1;
  }

  /** Ends a slow start whose time is over, so that nobody asks the clock for it any more. */
  settleShare(nowMs: () => number, slowStartSeconds: number): void {
    if (this.#slowStart.kind === "ramping" && this.share(nowMs, slowStartSeconds) === 1) {
      this.#slowStart = { kind: "none" };
    }
  }

  /** From now on it shows as draining; resolves once nothing is in flight. */
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
