/** What a choice between targets depends on. */
export interface Choosable {
  /** Requests sent and not yet answered. */
  readonly inFlight: number;
}

/**
 * Picks one of the routable targets.
 *
 * @param weightOf 1 for a target with its full share; undefined if all have it, which costs the same for any
 *   number of targets
 */
export type Choose<T> = (targets: readonly T[], weightOf?: (target: T) => number) => T | undefined;

/**
 * Each target in turn. With unequal weights (slow start), the turns are spread evenly over time, and each
 * target has turns in proportion to its weight (smooth weighted round robin, as in nginx).
 */
export function roundRobin<T extends object>(): Choose<T> {
  const credits = new WeakMap<T, number>();
  let turn = -1;
  return (targets, weightOf) => {
    if (weightOf === undefined) {
      turn = (turn + 1) % Math.max(targets.length, 1);
      return targets[turn];
    }
    let best: T | undefined;
    let bestCredit = Number.NEGATIVE_INFINITY;
    let total = 0;
    for (const target of targets) {
      const weight = weightOf(target);
      const credit = (credits.get(target) ?? 0) + weight;
      credits.set(target, credit);
      total += weight;
      if (credit > bestCredit) {
        best = target;
        bestCredit = credit;
      }
    }
    if (best) {
      credits.set(best, bestCredit - total);
    }
    return best;
  };
}

/** The target with the fewest requests in flight; among equals each in turn. Weights do not apply (no slow start). */
export function leastOutstandingRequests<T extends Choosable>(): Choose<T> {
  let start = 0;
  return (targets) => {
    start = targets.length === 0 ? 0 : (start + 1) % targets.length;
    let best: T | undefined;
    for (let i = 0; i < targets.length; i++) {
      const target = targets[(start + i) % targets.length];
      if (target && (best === undefined || target.inFlight < best.inFlight)) {
        best = target;
      }
    }
    return best;
  };
}

/** A random target, with probabilities by weight. */
export function weightedRandom<T>(random: () => number): Choose<T> {
  return (targets, weightOf) => {
    if (weightOf === undefined) {
      return targets[Math.floor(random() * targets.length)];
    }
    const weights = targets.map(weightOf);
    let remaining = random() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [i, target] of targets.entries()) {
      remaining -= weights[i] ?? 0;
      if (remaining < 0) {
        return target;
      }
    }
    return targets.at(-1);
  };
}

/** One of several at random, with probabilities by weight; undefined if all weights are zero. */
export function chooseByWeight<T extends { weight: number }>(
  choices: readonly T[],
  random: () => number,
): T | undefined {
  const [first] = choices;
  if (choices.length === 1 && first && first.weight > 0) {
    return first;
  }
  let remaining = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
  return choices.find(({ weight }) => {
    remaining -= weight;
    return remaining < 0;
  });
}
