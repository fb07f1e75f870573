import type { TargetGroupSettings, TargetHealth } from "../contract.ts";

/** Which targets may get requests. */
export interface Routing<T> {
  /** Empty: every request is answered with 503. */
  targets: T[];
  /** True if health is ignored because too few targets are healthy. */
  failOpen: boolean;
}

/**
 * Healthy targets only, unless fewer are healthy than `target_group_health.unhealthy_state_routing` requires:
 * then all that are registered and have been checked (ALB user guide, "Target group health"). Draining
 * targets get nothing.
 *
 * @param initialFailOpen not documented by AWS: whether targets that were never checked count as well
 */
export function routableTargets<T extends { health: TargetHealth }>(
  targets: readonly T[],
  thresholds: TargetGroupSettings["unhealthyStateRouting"],
  initialFailOpen = false,
): Routing<T> {
  const registered = targets.filter(({ health: { state } }) => state !== "draining" && state !== "unused");
  const healthy = registered.filter(({ health }) => health.state === "healthy");
  if (enough(healthy.length, registered.length, thresholds)) {
    return { targets: healthy, failOpen: false };
  }
  const open = initialFailOpen ? registered : registered.filter(({ health }) => health.state !== "initial");
  return { targets: open, failOpen: open.length > healthy.length };
}

function enough(
  healthy: number,
  registered: number,
  {
    minimumHealthyTargetsCount,
    minimumHealthyTargetsPercentage,
  }: TargetGroupSettings["unhealthyStateRouting"],
): boolean {
  if (healthy < minimumHealthyTargetsCount) {
    return false;
  }
  return (
    minimumHealthyTargetsPercentage === undefined ||
    healthy * 100 >= minimumHealthyTargetsPercentage * registered
  );
}
