import type {
  Target,
  TargetDescription,
  TargetGroup,
  TargetGroupOptions,
  TargetGroupSettings,
  TargetHealth,
} from "../contract.ts";
import { statusMatcher } from "../health/matcher.ts";
import type { TargetGroupMetrics } from "../metrics/load-balancer-metrics.ts";
import type { RegisteredTarget } from "./registered-target.ts";
import type { ConnectionTimes } from "./target-connections.ts";
import { notRegistered, TargetPool } from "./target-pool.ts";

/**
 * Creates a target group that no load balancer uses yet. @throws RangeError for a health check's matcher that
 * cannot be read
 */
export function createTargetGroup(options: TargetGroupOptions): TargetGroup {
  return new InstanceTargetGroup(options);
}

/** The load balancer that forwards to a target group. */
export interface TargetGroupUser extends ConnectionTimes {
  readonly loadBalancerArn: string;
  readonly metrics: TargetGroupMetrics;
}

/** A target group, as used by the load balancer that forwards to it. */
export interface TargetGroupInUse {
  readonly targetGroup: TargetGroup;
  /**
   * The target for the next request; undefined if the answer is 503.
   *
   * @param stickyTargetId the target of the session, used if it can get requests
   */
  choose(stickyTargetId?: string): RegisteredTarget | undefined;
  /** The listener no longer forwards here. */
  leave(): void;
}

type HealthListener = (targetId: string, health: TargetHealth) => void;

/** A load balancer forwards here: the number of its actions that do, and the targets to choose from. */
interface Use {
  loadBalancerArn: string;
  actions: number;
  pool: TargetPool;
}

const notInUse: TargetHealth = {
  state: "unused",
  reason: "Target.NotInUse",
  description: "Target group is not configured to receive traffic from the load balancer",
};

/** A target group of type instance. */
export class InstanceTargetGroup implements TargetGroup {
  readonly #options: Omit<TargetGroupOptions, "settings">;
  readonly #registered = new Map<string, Target>();
  readonly #listeners = new Set<HealthListener>();
  #settings: TargetGroupSettings;
  #use: Use | undefined;

  constructor({ settings, ...options }: TargetGroupOptions) {
    statusMatcher(settings.healthCheck.matcher);
    this.#options = options;
    this.#settings = settings;
  }

  get settings(): TargetGroupSettings {
    return this.#settings;
  }

  update(settings: TargetGroupSettings): void {
    statusMatcher(settings.healthCheck.matcher);
    this.#settings = settings;
    this.#use?.pool.update(settings);
  }

  register(target: Target): void {
    this.#registered.set(target.id, target);
    if (this.#use) {
      this.#use.pool.register(target);
    } else {
      this.#tell(target.id, notInUse);
    }
  }

  async deregister(targetId: string): Promise<void> {
    const wasRegistered = this.#registered.delete(targetId);
    if (this.#use) {
      await this.#use.pool.deregister(targetId);
    } else if (wasRegistered) {
      this.#tell(targetId, notRegistered);
    }
  }

  describeTargets(): TargetDescription[] {
    if (this.#use) {
      return this.#use.pool.describe();
    }
    return [...this.#registered.values()].map((target) => ({
      target,
      health: notInUse,
      anomaly: { result: "normal", mitigationInEffect: false },
      inFlight: 0,
      answerDelayMs: 0,
    }));
  }

  delayAnswers(targetId: string, delayMs: number): void {
    this.#use?.pool.delayAnswers(targetId, delayMs);
  }

  onHealthChange(listener: HealthListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  loadBalancerArn(): string | undefined {
    return this.#use?.loadBalancerArn;
  }

  /**
   * For the load balancer, once for each action that forwards here. The first use starts the health checks.
   *
   * @throws Error if another load balancer uses the group already, which AWS refuses as well
   */
  use(user: TargetGroupUser): TargetGroupInUse {
    const use = this.#use ?? this.#begin(user);
    if (use.loadBalancerArn !== user.loadBalancerArn) {
      throw new Error(
        `The following target groups cannot be associated with more than one load balancer: ${this.#settings.arn} (${use.loadBalancerArn} uses it)`,
      );
    }
    use.actions++;
    return {
      targetGroup: this,
      choose: (stickyTargetId) => use.pool.choose(stickyTargetId),
      leave: () => this.#leave(use),
    };
  }

  close(): void {
    this.#registered.clear();
    this.#use?.pool.close();
  }

  #begin(user: TargetGroupUser): Use {
    const pool = new TargetPool({
      ...this.#options,
      ...user,
      settings: this.#settings,
      onHealthChange: (targetId, health) => {
        if (this.#use?.pool === pool) {
          this.#tell(targetId, health);
        }
      },
    });
    const use: Use = { loadBalancerArn: user.loadBalancerArn, actions: 0, pool };
    this.#use = use;
    for (const target of this.#registered.values()) {
      pool.register(target);
    }
    return use;
  }

  #leave(use: Use): void {
    use.actions--;
    if (use.actions > 0) {
      return;
    }
    this.#use = undefined;
    use.pool.retire();
    for (const id of this.#registered.keys()) {
      this.#tell(id, notInUse);
    }
  }

  #tell(targetId: string, health: TargetHealth): void {
    for (const listener of this.#listeners) {
      listener(targetId, health);
    }
  }
}
