/** A new target's smallest share, so that it gets requests from the start of its ramp. */
const smallestShare = 0.01;

/**
 * The share of a target that became healthy `healthyForMs` ago: from almost nothing up to 1 in a straight
 * line over the slow-start duration (ALB user guide, "Slow start mode").
 */
export function slowStartWeight(healthyForMs: number, slowStartSeconds: number): number {
  if (slowStartSeconds <= 0) {
    return 1;
  }
  return Math.min(1, Math.max(smallestShare, healthyForMs / (slowStartSeconds * 1000)));
}
