/** Who gets load, how much of it and for how long. Plain data: it crosses a process boundary. */
export interface LoadPlan {
  /** In the order in which they are sent to within each interval. */
  targets: { id: string; url: string }[];
  /** Constant arrival rate for each target. */
  ratePerSecond: number;
  /** Unix time of the first recorded request, in milliseconds. */
  startAtMs: number;
  /** Load before that which is not recorded. */
  warmUpSeconds: number;
  durationSeconds: number;
  /** After this time a request is given up. */
  requestTimeoutMs: number;
  /** So many may wait for an answer; those above it count as failed without being sent. */
  maxInFlightPerTarget: number;
}

/** One request of the plan. */
export interface PlannedRequest {
  targetIndex: number;
  /** Milliseconds since `startAtMs`; negative while warming up. */
  intendedMs: number;
}

/** The number of requests in a plan, over all targets. */
export function plannedRequestCount(plan: LoadPlan): number {
  return requestsPerTarget(plan) * plan.targets.length;
}

function warmUpRequestsPerTarget(plan: LoadPlan): number {
  return Math.floor(plan.ratePerSecond * plan.warmUpSeconds);
}

/**
 * The request at a place in the whole order. Each target gets one request an interval; the targets' requests are spread evenly
 * over the interval, so that none of them always meets the other's.
 */
export function plannedRequest(plan: LoadPlan, index: number): PlannedRequest {
  const targets = plan.targets.length;
  const targetIndex = index % targets;
  const turn = Math.floor(index / targets) - warmUpRequestsPerTarget(plan);
  return { targetIndex, intendedMs: (turn + targetIndex / targets) * (1000 / plan.ratePerSecond) };
}

function requestsPerTarget(plan: LoadPlan): number {
  return warmUpRequestsPerTarget(plan) + Math.floor(plan.ratePerSecond * plan.durationSeconds);
}
