import type { Target, TargetHealth } from "./contract.ts";
import type { TargetConnections } from "./data-plane/target-connections.ts";
import { type HealthState, registering } from "./health/health-state.ts";
import type { TargetMetrics } from "./load-balancer-metrics.ts";

/** Something on its way to a target that can be ended early with 502. */
export interface InFlight {
  /** Its place among what is in flight on its target; kept by the target. */
  place: number;
  cut(): void;
}

/** A target as the load balancer holds it. */
export class RegisteredTarget {
  readonly target: Target;
  readonly metrics: TargetMetrics;
  readonly connections: TargetConnections;
  // An array, because a Set of short-lived objects keeps them alive: the tables it outgrows still hold what was in them,
  // and once one of these is old, a scavenge takes all that hangs on it for live. That doubled the cost of a request.
  readonly #inFlight: InFlight[] = [];
  /** Whether it enters slow start the next time it becomes healthy, if others take their full share then. */
  slowStarts: boolean;
  /** When its slow start began, in milliseconds since the epoch. */
  healthySinceMs: number | undefined;
  /** Requests and failures (5xx and failed connections) since the anomaly detection last looked. */
  recentRequests = 0;
  recentFailures = 0;
  checked: HealthState = registering;
  #draining: Extract<TargetHealth, { state: "draining" }> | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(target: Target, metrics: TargetMetrics, connections: TargetConnections, slowStarts: boolean) {
    this.slowStarts = slowStarts;
    this.target = target;
    this.metrics = metrics;
    this.connections = connections;
  }

  get health(): TargetHealth {
    return this.#draining ?? this.checked.health;
  }

  get draining(): boolean {
    return this.#draining !== undefined;
  }

  /** Requests sent and not yet answered. */
  get inFlight(): number {
    return this.#inFlight.length;
  }

  begin(exchange: InFlight): void {
    exchange.place = this.#inFlight.length;
    this.#inFlight.push(exchange);
    this.recentRequests++;
  }

  end(exchange: InFlight): void {
    if (this.#inFlight[exchange.place] !== exchange) {
      return;
    }
    const last = this.#inFlight.pop();
    if (last !== undefined && last !== exchange) {
      last.place = exchange.place;
      this.#inFlight[last.place] = last;
    }
    if (this.#inFlight.length === 0) {
      this.#whenIdle?.();
    }
  }

  /** From now on it shows as draining; resolves once nothing is in flight. */
  drain(): Promise<void> {
    this.#draining = {
      state: "draining",
      reason: "Target.DeregistrationInProgress",
      description: "Target deregistration is in progress",
    };
    this.connections.closeIdle();
    if (this.#inFlight.length === 0) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  /** Ends what is still in flight with 502 and closes all connections. */
  cutInFlight(): void {
    for (const exchange of [...this.#inFlight]) {
      exchange.cut();
    }
    this.connections.destroy();
  }
}
