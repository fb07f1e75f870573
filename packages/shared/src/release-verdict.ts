/** An instance as Auto Scaling reports it (DescribeAutoScalingGroups). */
export interface GroupInstance {
  instanceId: string;
  availabilityZone: string;
  /** For example `Pending`, `InService` or `Terminating`. */
  lifecycleState: string;
}

/** A target as the load balancer reports it (DescribeTargetHealth). */
export interface TargetHealth {
  instanceId: string;
  /** For example `initial`, `healthy`, `unhealthy` or `draining`. */
  state: string;
  /** A code such as `Target.ResponseCodeMismatch`. A healthy target has none. */
  reason?: string | undefined;
  /** The code in words. */
  description?: string | undefined;
}

/** What AWS reports about a release at one moment. */
export interface ReleaseObservation {
  /** How many healthy instances the release needs: the group's smallest size. */
  required: number;
  /** The instances of the release's own group. */
  instances: readonly GroupInstance[];
  /** All targets of the target group, those of other releases too. */
  targets: readonly TargetHealth[];
}

/** An instance of the release that does not serve yet, with the load balancer's reason. */
export type WaitingInstance = GroupInstance & Omit<TargetHealth, "instanceId">;

/** Whether a release serves, and what is missing if it does not. */
export interface ReleaseVerdict {
  serves: boolean;
  required: number;
  /** How many instances of the release are in service and healthy. */
  healthy: number;
  /** The release's other instances. */
  waiting: WaitingInstance[];
  /** How many healthy targets belong to other releases, which serve in the meantime. */
  healthyElsewhere: number;
}

/**
 * Judges a release: it serves when enough instances of its own group are in service and healthy at the load
 * balancer. Targets of other groups never count.
 */
export function judgeRelease({ required, instances, targets }: ReleaseObservation): ReleaseVerdict {
  const health = new Map(targets.map((target) => [target.instanceId, target]));
  const own = new Set(instances.map(({ instanceId }) => instanceId));
  const isHealthy = ({ instanceId, lifecycleState }: GroupInstance) =>
    lifecycleState === "InService" && health.get(instanceId)?.state === "healthy";
  const healthy = instances.filter(isHealthy).length;
  return {
    serves: healthy >= required,
    required,
    healthy,
    waiting: instances
      .filter((instance) => !isHealthy(instance))
      .map((instance) => ({ ...(health.get(instance.instanceId) ?? notRegistered), ...instance })),
    healthyElsewhere: targets.filter(({ instanceId, state }) => state === "healthy" && !own.has(instanceId))
      .length,
  };
}

/** What DescribeTargetHealth returns for an instance that it does not know (ELBv2 API, TargetHealth). */
const notRegistered = {
  state: "unused",
  reason: "Target.NotRegistered",
  description: "Target is not registered to the target group",
};
