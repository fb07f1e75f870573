import type { Target, TargetGroup } from "../load-balancer/contract.ts";
import type { Member } from "./group-decisions.ts";

/** The parts of a target group that an Auto Scaling group needs. */
export type AttachableTargetGroup = Pick<
  TargetGroup,
  "settings" | "register" | "deregister" | "onHealthChange"
>;

/** An instance as target groups know it. */
export interface AttachableInstance {
  readonly id: string;
  /** @param port the target group's */
  target(port: number): Target;
}

/** The target groups of an Auto Scaling group, with its instances in them. */
export interface TargetAttachments {
  /**
   * Attaches the group to exactly these target groups: instances are registered with new ones, and drain in
   * those left out.
   */
  attach(targetGroups: readonly AttachableTargetGroup[]): void;
  register(instance: AttachableInstance): void;
  /** Resolves when the instance has no more requests in flight. */
  deregister(instanceId: string): Promise<void>;
  /** The combined health of an instance in the target groups, as in {@link Member}. */
  health(instanceId: string): Member["elb"];
  /** Stops listening to them. Registered targets stay. */
  end(): void;
}

interface Attachment {
  /** The last state of each registered instance. */
  health: Map<string, Member["elb"]>;
  /**
   * Whether any instance has passed its checks: until then failures do not count (API Reference,
   * LoadBalancerTargetGroupState).
   */
  inService: boolean;
  unsubscribe(): void;
}

/**
 * @param onChange called after a target group has reported a change of a registered instance; this may be
 *   within another call
 */
export function createTargetAttachments(onChange: () => void): TargetAttachments {
  const attachments = new Map<AttachableTargetGroup, Attachment>();
  const instances = new Map<string, AttachableInstance>();
  const draining = new Map<string, Set<Promise<void>>>();

  function attachOne(targetGroup: AttachableTargetGroup): void {
    const attachment: Attachment = {
      health: new Map(),
      inService: false,
      unsubscribe: targetGroup.onHealthChange((targetId, { state }) => {
        if (!attachment.health.has(targetId) || (state !== "healthy" && state !== "unhealthy")) {
          return;
        }
        attachment.health.set(targetId, state === "healthy" ? "passing" : "failing");
        attachment.inService ||= state === "healthy";
        onChange();
      }),
    };
    attachments.set(targetGroup, attachment);
    for (const instance of instances.values()) {
      registerWith(targetGroup, attachment, instance);
    }
  }

  function detachOne(targetGroup: AttachableTargetGroup, attachment: Attachment): void {
    attachments.delete(targetGroup);
    attachment.unsubscribe();
    for (const instanceId of attachment.health.keys()) {
      drain(targetGroup, instanceId);
    }
  }

  function registerWith(
    targetGroup: AttachableTargetGroup,
    { health }: Attachment,
    instance: AttachableInstance,
  ): void {
    health.set(instance.id, "unknown");
    targetGroup.register(instance.target(targetGroup.settings.port));
  }

  function drain(targetGroup: AttachableTargetGroup, instanceId: string): void {
    const under = draining.get(instanceId) ?? new Set();
    draining.set(instanceId, under);
    const drained = targetGroup.deregister(instanceId).finally(() => {
      under.delete(drained);
      if (under.size === 0) {
        draining.delete(instanceId);
      }
    });
    under.add(drained);
  }

  return {
    attach(targetGroups) {
      for (const [targetGroup, attachment] of attachments) {
        if (!targetGroups.includes(targetGroup)) {
          detachOne(targetGroup, attachment);
        }
      }
      for (const targetGroup of targetGroups) {
        if (!attachments.has(targetGroup)) {
          attachOne(targetGroup);
        }
      }
    },
    register(instance) {
      instances.set(instance.id, instance);
      for (const [targetGroup, attachment] of attachments) {
        registerWith(targetGroup, attachment, instance);
      }
    },
    async deregister(instanceId) {
      instances.delete(instanceId);
      for (const [targetGroup, { health }] of attachments) {
        if (health.delete(instanceId)) {
          drain(targetGroup, instanceId);
        }
      }
      await Promise.all(draining.get(instanceId) ?? []);
    },
    health(instanceId) {
      const words = [...attachments.values()].flatMap(({ health, inService }) => {
        const word = health.get(instanceId) ?? "unknown";
        return word === "failing" && !inService ? ["unknown"] : [word];
      });
      if (words.includes("failing")) {
        return "failing";
      }
      return words.length > 0 && words.every((word) => word === "passing") ? "passing" : "unknown";
    },
    end() {
      for (const { unsubscribe } of attachments.values()) {
        unsubscribe();
      }
      attachments.clear();
    },
  };
}
