/**
 * Requests at a constant rate, whether or not earlier ones are answered (an open model). Plain data, because
 * it crosses a process boundary.
 */
export interface OpenLoad {
  kind: "open";
  /** The order in which they get requests within each interval. */
  targets: { id: string; url: string }[];
  /** Constant arrival rate for each target. */
  ratePerSecond: number;
  /** Unix time of the first recorded request, in milliseconds. */
  startAtMs: number;
  /** The load before that, which is not recorded. */
  warmUpSeconds: number;
  durationSeconds: number;
  /** A request is given up after this time. */
  requestTimeoutMs: number;
  /** At most this many requests wait for an answer. Others count as failed without being sent. */
  maxInFlightPerTarget: number;
}

/**
 * A number of clients, each of which sends its next request as soon as it has an answer (a closed model).
 * Starts at once.
 */
export interface ClosedLoad {
  kind: "closed";
  target: { id: string; url: string };
  clients: number;
  /** Ends after this many seconds, or this many requests of all clients together. */
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
 * The request at a position in the whole order. Each target gets one request per interval. The targets'
 * requests are spread evenly over the interval, so that none of them always meets another's.
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
