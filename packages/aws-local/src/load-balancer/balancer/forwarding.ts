import type { Clock } from "@soft-landing/shared/clock";
import type { ForwardAction, LoadBalancerSettings } from "../contract.ts";
import type { LoadBalancerMetrics } from "../metrics/load-balancer-metrics.ts";
import { chooseByWeight } from "../routing/algorithms.ts";
import type { StickyCookies } from "../routing/sticky-cookies.ts";
import type { RegisteredTarget } from "../target-group/registered-target.ts";
import { InstanceTargetGroup, type TargetGroupInUse } from "../target-group/target-group.ts";

/** The parts of its load balancer that a listener uses. */
export interface BalancerSide {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly metrics: LoadBalancerMetrics;
  readonly random: () => number;
  readonly stickyCookies: StickyCookies;
  settings(): LoadBalancerSettings;
}

/** Where a forward action sends one request. */
export interface Destination {
  /** Undefined if every weight is 0. */
  group: TargetGroupInUse | undefined;
  /** Undefined if the answer is 503. */
  target: RegisteredTarget | undefined;
  /** Cookies for the response, names and values of headers in turn. */
  cookies: string[];
}

/** A forward action of a listener, and the target groups that it uses. */
export class Forwarding {
  readonly #balancer: BalancerSide;
  readonly #choices: { group: TargetGroupInUse; weight: number }[] = [];
  readonly #stickiness: ForwardAction["stickiness"];

  /** @throws Error if a target group belongs to another load balancer */
  constructor(balancer: BalancerSide, { targetGroups, stickiness }: ForwardAction) {
    const { settings, connectTimeoutMs, metrics } = balancer;
    this.#balancer = balancer;
    this.#stickiness = stickiness;
    try {
      for (const { targetGroup, weight } of targetGroups) {
        if (!(targetGroup instanceof InstanceTargetGroup)) {
          throw new TypeError("a listener forwards only to target groups from createTargetGroup");
        }
        const group = targetGroup.use({
          loadBalancerArn: settings().arn,
          metrics: metrics.forTargetGroup(targetGroup.settings),
          connectTimeoutMs,
          idleTimeoutMs: () => settings().idleTimeoutSeconds * 1000,
        });
        this.#choices.push({ group, weight });
      }
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** The listener no longer forwards here. */
  leave(): void {
    for (const { group } of this.#choices) {
      group.leave();
    }
  }

  /**
   * Chooses by weight, or by the cookies of sticky sessions if the action or the group has these.
   *
   * @param cookie the request's Cookie header
   */
  choose(cookie: string | undefined, protocol: "http" | "https"): Destination {
    const { stickyCookies, metrics } = this.#balancer;
    const group = this.#groupOf(cookie) ?? chooseByWeight(this.#choices, this.#balancer.random)?.group;
    if (!group) {
      return { group, target: undefined, cookies: [] };
    }
    const { arn, stickiness } = group.targetGroup.settings;
    const session = stickiness && stickyCookies.session("AWSALB", cookie);
    const stickyId = session?.targetGroupArn === arn ? session.targetId : undefined;
    const target = group.choose(stickyId);
    const cookies: string[] = [];
    if (this.#stickiness && target) {
      const session = { targetGroupArn: arn };
      cookies.push(...stickyCookies.headers("AWSALBTG", session, this.#stickiness.durationSeconds, protocol));
    }
    if (stickiness && target) {
      const session = { targetGroupArn: arn, targetId: target.target.id };
      cookies.push(...stickyCookies.headers("AWSALB", session, stickiness.durationSeconds, protocol));
      if (target.target.id !== stickyId) {
        metrics.nonStickyRequest.add();
      }
    }
    return { group, target, cookies };
  }

  #groupOf(cookie: string | undefined): TargetGroupInUse | undefined {
    const session = this.#stickiness && this.#balancer.stickyCookies.session("AWSALBTG", cookie);
    return (
      session &&
      this.#choices.find(({ group }) => group.targetGroup.settings.arn === session.targetGroupArn)?.group
    );
  }
}
