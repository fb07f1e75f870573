/**
 * The next actions of an Auto Scaling group, as a pure function of its state. Source: the EC2 Auto Scaling
 * User Guide on health checks, the grace period and zone rebalancing.
 */
export interface Member {
  id: string;
  availabilityZone: string;
  lifecycle: Lifecycle;
  launchedAtMs: number;
  ec2: "running" | "terminated";
  /**
   * The checks of all its target groups: failing if one of them fails. A target group's checks count only
   * after an instance has passed them; before that, its attachment is not InService, and the group does not
   * act on its health.
   */
  elb: "unknown" | "passing" | "failing";
}

/** The state of a member on its way through the group. */
export type Lifecycle =
  | { state: "Pending" }
  /** The grace period starts here. */
  | { state: "InService"; sinceMs: number }
  | { state: "Terminating" };

export interface GroupState {
  desiredCapacity: number;
  availabilityZones: readonly string[];
  /** Zones in which nothing can be launched at the moment. */
  zonesDown: ReadonlySet<string>;
  healthCheckType: "ELB" | "EC2";
  gracePeriodMs: number;
  /**
   * The limits of the maintenance policy, in percent of the desired capacity. With at least 100 healthy and
   * room above, a replacement is in service before the unhealthy instance is terminated. Null: unhealthy
   * instances are terminated first.
   */
  maintenance: { minHealthyPercentage: number; maxHealthyPercentage: number } | null;
  /** After launches that failed. */
  launchNotBeforeMs: number;
  members: readonly Member[];
}

export type LaunchReason = "capacity" | "replacement" | "rebalance";
export type TerminateReason = "ec2-health" | "elb-health" | "capacity";

export type GroupAction =
  | { kind: "launch"; availabilityZone: string; reason: LaunchReason }
  | { kind: "terminate"; id: string; reason: TerminateReason };

export interface GroupDecision {
  actions: GroupAction[];
  /** When to decide again if nothing happens until then: a grace period ends, or launches are retried. */
  wakeAtMs: number | null;
}

/** Decides what the group does now. After all actions, another decision gives no further action. */
export function decide(state: GroupState, nowMs: number): GroupDecision {
  const present = state.members.filter((member) => member.lifecycle.state !== "Terminating");
  const unhealthy = present.flatMap((member) => {
    const reason = unhealthyReason(state, member, nowMs);
    return reason === null ? [] : [{ kind: "terminate", id: member.id, reason } as const];
  });
  const doomed = new Set(unhealthy.map((action) => action.id));
  const staying = present.filter((member) => !doomed.has(member.id));
  const going = unhealthy.filter((action) => action.reason === "ec2-health" || mayGo(state, staying));
  const room = capacityLimit(state) - (present.length - going.length);
  const changes =
    staying.length < state.desiredCapacity
      ? launches(state, staying, room, unhealthy.length > 0 || hasLeaving(state))
      : surplusAndRebalance(state, staying);
  const mayLaunch = nowMs >= state.launchNotBeforeMs;
  const actions = [...going, ...changes].filter(({ kind }) => mayLaunch || kind !== "launch");
  return { actions, wakeAtMs: nextWake(state, nowMs) };
}

/** Whether an unhealthy instance that still runs can be terminated before its replacement serves. */
function mayGo(state: GroupState, staying: readonly Member[]): boolean {
  if (state.maintenance === null) {
    return true;
  }
  const { minHealthyPercentage, maxHealthyPercentage } = state.maintenance;
  if (maxHealthyPercentage <= 100) {
    return true;
  }
  const inService = staying.filter((member) => member.lifecycle.state === "InService").length;
  return inService >= Math.ceil((state.desiredCapacity * minHealthyPercentage) / 100);
}

/** How many instances may exist at once while some are replaced. */
function capacityLimit(state: GroupState): number {
  const percentage = Math.max(100, state.maintenance?.maxHealthyPercentage ?? 100);
  return Math.floor((state.desiredCapacity * percentage) / 100);
}

function hasLeaving(state: GroupState): boolean {
  return state.members.some((member) => member.lifecycle.state === "Terminating");
}

/**
 * A terminated instance is replaced at once, even in the grace period; after a failing ELB check only when
 * the period is over.
 */
export function unhealthyReason(state: GroupState, member: Member, nowMs: number): TerminateReason | null {
  if (member.lifecycle.state === "Terminating") {
    return null;
  }
  if (member.ec2 === "terminated") {
    return "ec2-health";
  }
  const { lifecycle } = member;
  const graceOver = lifecycle.state === "InService" && nowMs >= lifecycle.sinceMs + state.gracePeriodMs;
  return state.healthCheckType === "ELB" && graceOver && member.elb === "failing" ? "elb-health" : null;
}

function launches(
  state: GroupState,
  staying: readonly Member[],
  room: number,
  replacing: boolean,
): GroupAction[] {
  const counts = zoneCounts(state, staying);
  const actions: GroupAction[] = [];
  for (let missing = Math.min(room, state.desiredCapacity - staying.length); missing > 0; missing--) {
    const emptiest = emptiestZone(counts);
    if (emptiest === undefined) {
      break;
    }
    const [zone, count] = emptiest;
    counts.set(zone, count + 1);
    actions.push({ kind: "launch", availabilityZone: zone, reason: replacing ? "replacement" : "capacity" });
  }
  return actions;
}

/** Both in one decision: without the surplus, the next instance can move at once. */
function surplusAndRebalance(state: GroupState, staying: readonly Member[]): GroupAction[] {
  const surplus = surplusMembers(state, staying);
  return [
    ...surplus.map(({ id }) => ({ kind: "terminate", id, reason: "capacity" }) as const),
    ...rebalance(
      state,
      staying.filter((member) => !surplus.includes(member)),
    ),
  ];
}

/** Only instances in service count: a pending replacement must not remove the instance that it replaces. */
function surplusMembers(state: GroupState, staying: readonly Member[]): Member[] {
  const victims: Member[] = [];
  let left = staying.filter((member) => member.lifecycle.state === "InService");
  while (left.length > state.desiredCapacity) {
    const victim = oldestOfFullestZone(state, left);
    if (victim === undefined) {
      break;
    }
    left = left.filter((member) => member !== victim);
    victims.push(victim);
  }
  return victims;
}

/**
 * Launches before it terminates, one at a time, if zones differ by more than one instance, or if an instance
 * is in a zone that the group no longer uses.
 */
function rebalance(state: GroupState, staying: readonly Member[]): GroupAction[] {
  if (staying.some((member) => member.lifecycle.state === "Pending")) {
    return [];
  }
  const emptiest = emptiestZone(zoneCounts(state, staying));
  if (emptiest === undefined) {
    return [];
  }
  const [zone, count] = emptiest;
  const fullest = Math.max(...zoneCounts(state, staying, true).values());
  const elsewhere = staying.some(
    ({ availabilityZone }) => !state.availabilityZones.includes(availabilityZone),
  );
  if (fullest - count <= 1 && !elsewhere) {
    return [];
  }
  return [{ kind: "launch", availabilityZone: zone, reason: "rebalance" }];
}

function zoneCounts(state: GroupState, members: readonly Member[], evenDown = false): Map<string, number> {
  const zones = state.availabilityZones.filter((zone) => evenDown || !state.zonesDown.has(zone));
  const counts = new Map(zones.map((zone) => [zone, 0]));
  for (const { availabilityZone } of members) {
    const count = counts.get(availabilityZone);
    if (count !== undefined) {
      counts.set(availabilityZone, count + 1);
    }
  }
  return counts;
}

/** The zone with the fewest instances, and their number; among equals the first. */
function emptiestZone(counts: ReadonlyMap<string, number>): [zone: string, count: number] | undefined {
  return [...counts].toSorted(([, a], [, b]) => a - b)[0];
}

/**
 * The default termination policy: the zone with the most instances, and there the oldest one. Zones that are
 * down or no longer used come first.
 */
function oldestOfFullestZone(state: GroupState, members: readonly Member[]): Member | undefined {
  const counts = zoneCounts(state, members);
  const weight = (member: Member) =>
    state.zonesDown.has(member.availabilityZone)
      ? Number.POSITIVE_INFINITY
      : (counts.get(member.availabilityZone) ?? Number.POSITIVE_INFINITY);
  return members.toSorted((a, b) => {
    const byZone = weight(b) - weight(a);
    return Number.isNaN(byZone) || byZone === 0 ? a.launchedAtMs - b.launchedAtMs : byZone;
  })[0];
}

function nextWake(state: GroupState, nowMs: number): number | null {
  const graceEnds = state.members.flatMap(({ elb, lifecycle }) =>
    state.healthCheckType === "ELB" && elb === "failing" && lifecycle.state === "InService"
      ? [lifecycle.sinceMs + state.gracePeriodMs]
      : [],
  );
  const wakes = [...graceEnds, state.launchNotBeforeMs].filter((atMs) => atMs > nowMs);
  return wakes.length === 0 ? null : Math.min(...wakes);
}
