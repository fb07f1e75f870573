import type {
  Listener,
  ListenerSettings,
  LoadBalancer,
  LoadBalancerOptions,
  LoadBalancerSettings,
} from "../contract.ts";
import { documentedConnectTimeoutMs } from "../limits.ts";
import { createLoadBalancerMetrics } from "../metrics/load-balancer-metrics.ts";
import { StickyCookies } from "../routing/sticky-cookies.ts";
import { type ListenerSide, PortListener } from "./listener.ts";
import { LocalPorts } from "./local-ports.ts";

/** Creates a load balancer without a listener. */
export function createLoadBalancer(options: LoadBalancerOptions): LoadBalancer {
  return new ApplicationLoadBalancer(options);
}

class ApplicationLoadBalancer implements LoadBalancer {
  readonly #side: ListenerSide;
  readonly #listeners = new Set<PortListener>();
  #settings: LoadBalancerSettings;
  #cancelSweep: (() => void) | undefined;

  constructor({ connectTimeoutMs = documentedConnectTimeoutMs, ...options }: LoadBalancerOptions) {
    this.#settings = options.settings;
    this.#side = {
      clock: options.clock,
      connectTimeoutMs,
      metrics: createLoadBalancerMetrics(options.metrics, options.settings),
      settings: () => this.#settings,
      random: options.random ?? Math.random,
      stickyCookies: new StickyCookies(() => options.clock.nowMs()),
      localPortOf: (port) => [...this.#listeners].find(({ settings }) => settings.port === port)?.localPort,
      ports: new LocalPorts(),
      closed: (listener) => this.#listeners.delete(listener),
      ...(options.onAnswer && { onAnswer: options.onAnswer }),
      ...(options.answerKindHeader !== undefined && { answerKindHeader: options.answerKindHeader }),
    };
  }

  get settings(): LoadBalancerSettings {
    return this.#settings;
  }

  update(settings: LoadBalancerSettings): void {
    this.#settings = settings;
  }

  async listen(settings: ListenerSettings, localPort: number, host?: string): Promise<Listener> {
    const listener = new PortListener(this.#side, settings);
    await listener.listen(localPort, host);
    this.#listeners.add(listener);
    this.#cancelSweep ??= this.#scheduleSweep();
    return listener;
  }

  async close(): Promise<void> {
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
    await Promise.all([...this.#listeners].map((listener) => listener.close()));
  }

  /** Idle timeouts are checked often enough to be at most a sixtieth late. */
  #scheduleSweep(): () => void {
    const idleTimeoutMs = this.#settings.idleTimeoutSeconds * 1000;
    return this.#side.clock.after(Math.min(1000, Math.max(10, idleTimeoutMs / 60)), () => {
      this.#cancelSweep = this.#scheduleSweep();
      this.#side.ports.sweep(this.#side.clock.nowMs(), idleTimeoutMs);
      for (const listener of this.#listeners) {
        listener.sweep(idleTimeoutMs);
      }
    });
  }
}
