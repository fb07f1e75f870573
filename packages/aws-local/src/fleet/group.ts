import type { Clock } from "@soft-landing/shared/clock";
import { createActivityHistory } from "./activity-history.ts";
import {
  type CapacityChange,
  type CapacityRequest,
  launchWording,
  terminateWording,
} from "./activity-wording.ts";
import type { Activity, Group, GroupInstance } from "./contract.ts";
import type { Ec2Instance, LaunchOptions } from "./ec2-instance.ts";
import {
  decide,
  type GroupAction,
  type GroupState,
  type LaunchReason,
  type Lifecycle,
  type Member,
  type TerminateReason,
  unhealthyReason,
} from "./group-decisions.ts";
import type { GroupSettings, InstanceSettings } from "./instance-settings.ts";
import { type AttachableTargetGroup, createTargetAttachments } from "./target-attachments.ts";
import { createTurns } from "./turns.ts";

export interface GroupHost {
  clock: Clock;
  launchInstance(options: LaunchOptions): Ec2Instance;
  zonesDown(): ReadonlySet<string>;
  /** An address from the zone's subnet. */
  privateIp(availabilityZone: string): string;
  onChange(): void;
}

/** A running Auto Scaling group: it keeps its number of healthy instances, whatever happens to them. */
export interface RunningGroup {
  /** The current settings; {@link RunningGroup.update} changes them. */
  readonly settings: GroupSettings;
  describe(): Group;
  /** The instances themselves, including those that are ending. */
  instances(): readonly Ec2Instance[];
  /** Launches up to the desired capacity. */
  start(): void;
  /**
   * Takes over changed settings, as UpdateAutoScalingGroup would: capacity, health checks and zones at once, the launch template
   * for instances to come. Those that run stay as they were launched.
   */
  update(settings: GroupSettings, targetGroups: readonly AttachableTargetGroup[]): void;
  /** Terminates the instance under the group, as a person would; the group finds out by itself. */
  kill(instanceId: string): void;
  freeze(instanceId: string): void;
  unfreeze(instanceId: string): void;
  /** After a zone was lost or came back. */
  zonesChanged(): void;
  /** Shrinks to nothing; resolves when the last instance has drained and ended. */
  retire(): Promise<void>;
  /** Ends at once, without draining. */
  close(): Promise<void>;
}

/** An instance of the group. What target groups say of it is theirs. */
interface Membership {
  readonly instance: Ec2Instance;
  readonly launchedWith: InstanceSettings;
  lifecycle: Lifecycle;
  ec2: Member["ec2"];
  frozenBy: "person" | "zone" | null;
  /** The group's own verdict: ELB failures count only after the grace period. */
  healthStatus: GroupInstance["healthStatus"];
}

/** EC2 tells the group of a terminated instance after a while; meanwhile the load balancer still sends it requests. */
const ec2NoticeMs = 2_000;

/** How long a group waits after its first failed launch, and at most. AWS backs off too and gives no numbers. */
const launchBackoffMs = { first: 1_000, most: 60_000 } as const;

export function createGroup(
  initialSettings: GroupSettings,
  targetGroups: readonly AttachableTargetGroup[],
  host: GroupHost,
): RunningGroup {
  const { clock } = host;
  const createdAt = new Date(clock.nowMs());
  const members = new Map<string, Membership>();
  const history = createActivityHistory(clock);
  const turns = createTurns(clock, turn);
  const targets = createTargetAttachments(turns.request);
  const underWay = new Set<Promise<void>>();
  let settings = initialSettings;
  let desiredCapacity = 0;
  let capacityRequest: CapacityRequest | null = null;
  let failedLaunches = 0;
  let launchNotBeforeMs = 0;

  function turn(): number | null {
    const nowMs = clock.nowMs();
    const state = groupState();
    for (const { id } of state.members.filter((member) => unhealthyReason(state, member, nowMs) !== null)) {
      membership(id).healthStatus = "Unhealthy";
    }
    const { actions, wakeAtMs } = decide(state, nowMs);
    const capacity = { from: staying(), to: desiredCapacity };
    for (const action of actions) {
      carryOut(action, capacity);
    }
    if (staying() === desiredCapacity) {
      capacityRequest = null;
    }
    host.onChange();
    return wakeAtMs;
  }

  function groupState(): GroupState {
    return {
      desiredCapacity,
      availabilityZones: settings.availabilityZones,
      zonesDown: host.zonesDown(),
      healthCheckType: settings.healthCheckType,
      gracePeriodMs: settings.healthCheckGracePeriodSeconds * 1_000,
      maintenance: settings.maintenance,
      launchNotBeforeMs,
      members: [...members.values()].map(({ instance, lifecycle, ec2 }) => ({
        id: instance.id,
        availabilityZone: instance.availabilityZone,
        launchedAtMs: instance.launchedAt.getTime(),
        lifecycle,
        ec2,
        elb: targets.health(instance.id),
      })),
    };
  }

  function membership(id: string): Membership {
    const member = members.get(id);
    if (member === undefined) {
      throw new Error(`${settings.name} has no instance ${id}`);
    }
    return member;
  }

  function staying(): number {
    return [...members.values()].filter(({ lifecycle }) => lifecycle.state !== "Terminating").length;
  }

  function carryOut(action: GroupAction, capacity: CapacityChange): void {
    if (action.kind === "launch") {
      launch(action.availabilityZone, action.reason, capacity);
    } else {
      terminate(membership(action.id), action.reason, capacity);
    }
  }

  function launch(availabilityZone: string, reason: LaunchReason, capacity: CapacityChange): void {
    const instance = host.launchInstance({
      settings: settings.instance,
      availabilityZone,
      privateIp: host.privateIp(availabilityZone),
      lifecycleState: () => (member.lifecycle.state === "Terminating" ? "Terminated" : "InService"),
      onChange: host.onChange,
    });
    const member: Membership = {
      instance,
      launchedWith: settings.instance,
      lifecycle: { state: "Pending" },
      ec2: "running",
      frozenBy: null,
      healthStatus: "Healthy",
    };
    members.set(instance.id, member);
    const now = new Date(clock.nowMs());
    const activity = history.begin(launchWording(instance.id, reason, now, capacity, capacityRequest));
    track(boot(member, activity));
  }

  async function boot(member: Membership, activity: Activity): Promise<void> {
    const { instance } = member;
    try {
      await instance.boot();
    } catch (error) {
      await instance.destroy().catch(() => {});
      launchFailed(member, activity, error);
      return;
    }
    failedLaunches = 0;
    history.end(activity, "Successful");
    if (member.lifecycle.state === "Pending") {
      member.lifecycle = { state: "InService", sinceMs: clock.nowMs() };
      targets.register(instance);
    }
    turns.request();
  }

  /** What never ran is not terminated either: it was never a member. */
  function launchFailed({ instance }: Membership, activity: Activity, error: unknown): void {
    history.end(activity, "Failed", error instanceof Error ? error.message : String(error));
    members.delete(instance.id);
    const { first, most } = launchBackoffMs;
    launchNotBeforeMs = clock.nowMs() + Math.min(most, first * 2 ** failedLaunches++);
    turns.request();
  }

  function terminate(member: Membership, reason: TerminateReason, capacity: CapacityChange): void {
    member.lifecycle = { state: "Terminating" };
    const now = new Date(clock.nowMs());
    const wording = terminateWording(member.instance.id, reason, now, capacity, capacityRequest);
    track(drainAndEnd(member, history.begin(wording)));
  }

  async function drainAndEnd(member: Membership, activity: Activity): Promise<void> {
    const { instance } = member;
    try {
      await targets.deregister(instance.id);
      await (member.ec2 === "terminated" ? instance.destroy() : instance.shutDown());
      history.end(activity, "Successful");
    } catch (error) {
      history.end(activity, "Failed", error instanceof Error ? error.message : String(error));
    }
    members.delete(instance.id);
    turns.request();
  }

  function track(task: Promise<void>): void {
    const tracked = task.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  }

  function desire(desired: number, minSize: number, maxSize: number): void {
    if (desired !== desiredCapacity) {
      capacityRequest = {
        kind: "updated",
        minSize,
        maxSize,
        previousCapacity: desiredCapacity,
        desiredCapacity: desired,
      };
    }
    desiredCapacity = desired;
    turns.request();
  }

  function setFrozen(member: Membership, frozenBy: Membership["frozenBy"]): void {
    member.frozenBy = frozenBy;
    if (frozenBy === null) {
      member.instance.thaw();
    } else {
      member.instance.freeze();
    }
  }

  return {
    get settings() {
      return settings;
    },
    describe: () => ({
      name: settings.name,
      arn: settings.arn,
      minSize: settings.minSize,
      desiredCapacity,
      maxSize: settings.maxSize,
      availabilityZones: settings.availabilityZones,
      healthCheckType: settings.healthCheckType,
      healthCheckGracePeriodSeconds: settings.healthCheckGracePeriodSeconds,
      targetGroupArns: settings.targetGroupArns,
      tags: settings.tags,
      createdAt,
      instances: [...members.values()].map(describeMember),
      activities: history.activities(),
    }),
    instances: () => [...members.values()].map(({ instance }) => instance),
    start() {
      targets.attach(targetGroups);
      desiredCapacity = settings.desiredCapacity;
      capacityRequest = { kind: "created", desiredCapacity };
      turns.request();
    },
    update(next, nextTargetGroups) {
      settings = next;
      targets.attach(nextTargetGroups);
      desire(next.desiredCapacity, next.minSize, next.maxSize);
    },
    kill(instanceId) {
      const member = membership(instanceId);
      // A fault of the ending shows in the activity of the termination that follows.
      track(member.instance.destroy().catch(() => {}));
      turns.after(ec2NoticeMs, () => {
        member.ec2 = "terminated";
        turns.request();
      });
    },
    freeze(instanceId) {
      setFrozen(membership(instanceId), "person");
      host.onChange();
    },
    unfreeze(instanceId) {
      const member = membership(instanceId);
      if (member.frozenBy === "person") {
        setFrozen(member, host.zonesDown().has(member.instance.availabilityZone) ? "zone" : null);
      }
      host.onChange();
    },
    zonesChanged() {
      const down = host.zonesDown();
      for (const member of members.values()) {
        const isDown = down.has(member.instance.availabilityZone);
        if (isDown && member.frozenBy === null) {
          setFrozen(member, "zone");
        }
        if (!isDown && member.frozenBy === "zone") {
          setFrozen(member, null);
        }
      }
      turns.request();
    },
    async retire() {
      desire(0, 0, 0);
      while (underWay.size > 0) {
        await Promise.all(underWay);
      }
      targets.end();
      turns.end();
    },
    async close() {
      turns.end();
      targets.end();
      await Promise.all([...members.values()].map(({ instance }) => instance.destroy()));
    },
  };
}

function describeMember({
  instance,
  launchedWith,
  lifecycle,
  healthStatus,
  frozenBy,
}: Membership): GroupInstance {
  const { instanceType, imageId, launchTemplate } = launchedWith;
  return {
    instanceId: instance.id,
    availabilityZone: instance.availabilityZone,
    instanceType,
    imageId,
    privateIp: instance.privateIp,
    lifecycleState: lifecycle.state,
    healthStatus,
    launchTemplate,
    pid: instance.pid(),
    frozen: frozenBy !== null,
    launchedAt: instance.launchedAt,
  };
}
