/**
 * Requests at a constant rate, whether earlier ones are answered or not (an open model). Plain data: it crosses a
 * process boundary.
 */
export interface OpenLoad {
  kind: "open";
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

/** A number of clients, each of which asks again as soon as it is answered (a closed model). Begins at once. */
export interface ClosedLoad {
  kind: "closed";
  target: { id: string; url: string };
  clients: number;
  /** Ends after so many seconds, or so many requests of all clients together. */
  until: { seconds: number } | { requests: number };
  requestTimeoutMs: number;
  /** The media type to ask for. */
  accept: string;
}

export type LoadPlan = OpenLoad | ClosedLoad;

/** One request of an open load. */
export interface PlannedRequest {
  targetIndex: number;
  /** Milliseconds since `startAtMs`; negative while warming up. */
  intendedMs: number;
}

/** The number of requests in a plan, over all targets. */
export function plannedRequestCount(plan: OpenLoad): number {
  return requestsPerTarget(plan) * plan.targets.length;
}

function warmUpRequestsPerTarget(plan: OpenLoad): number {
  return Math.floor(plan.ratePerSecond * plan.warmUpSeconds);
}

/**
 * The request at a place in the whole order. Each target gets one request an interval; the targets' requests are spread evenly
 * over the interval, so that none of them always meets the other's.
 */
export function plannedRequest(plan: OpenLoad, index: number): PlannedRequest {
  const targets = plan.targets.length;
  const targetIndex = index % targets;
  const turn = Math.floor(index / targets) - warmUpRequestsPerTarget(plan);
  return { targetIndex, intendedMs: (turn + targetIndex / targets) * (1000 / plan.ratePerSecond) };
}

function requestsPerTarget(plan: OpenLoad): number {
  return warmUpRequestsPerTarget(plan) + Math.floor(plan.ratePerSecond * plan.durationSeconds);
}
