import { randomUUID } from "node:crypto";
import type { TargetGroup, TargetHealth } from "../load-balancer/contract.ts";
import {
  type ActivityWording,
  type CapacityChange,
  launchWording,
  terminateWording,
} from "./activity-wording.ts";
import type { Activity, Group, GroupInstance } from "./contract.ts";
import { createEc2Instance, type Ec2Instance, type InstanceHost } from "./ec2-instance.ts";
import {
  decide,
  type GroupAction,
  type GroupState,
  type LaunchReason,
  type Member,
  type TerminateReason,
  unhealthyReason,
} from "./group-decisions.ts";
import type { GroupSettings, InstanceSettings } from "./instance-settings.ts";

export interface GroupHost extends InstanceHost {
  zonesDown: () => ReadonlySet<string>;
  /** An address from the zone's subnet. */
  privateIp(availabilityZone: string): string;
  onChange(): void;
}

/** An Auto Scaling group that runs: it keeps its number of healthy instances, whatever happens to them. */
export interface RunningGroup {
  /** As they are now; {@link RunningGroup.update} changes them. */
  readonly settings: GroupSettings;
  describe(): Group;
  /** The instances themselves, those that are ending included. */
  instances(): readonly Ec2Instance[];
  /** Launches up to the desired capacity. */
  start(): void;
  /** Takes over changed settings, as UpdateAutoScalingGroup would: instances that run stay as they were launched. */
  update(settings: GroupSettings, startFile: string): void;
  /** Terminates the instance under the group, as a person would; the group finds out by itself. */
  kill(instanceId: string): void;
  freeze(instanceId: string): void;
  /** After a zone was lost or came back. */
  zonesChanged(): void;
  /** Shrinks to nothing; resolves when the last instance has drained and ended. */
  retire(): Promise<void>;
  /** Ends at once, without draining. */
  close(): Promise<void>;
}

interface Membership extends Member {
  instance: Ec2Instance;
  launchedWith: InstanceSettings;
  frozenBy: "person" | "zone" | null;
  registered: boolean;
  /** The group's own verdict: ELB failures count only after the grace period. */
  healthStatus: GroupInstance["healthStatus"];
}

/** EC2 tells the group of a terminated instance after a while; meanwhile the load balancer still sends it requests. */
const ec2NoticeMs = 2_000;
const keptActivities = 100;

/** @param startFile the unpacked artifact's `start`, which all instances of the group share */
export function createGroup(
  initialSettings: GroupSettings,
  initialStartFile: string,
  targetGroups: readonly TargetGroup[],
  host: GroupHost,
): RunningGroup {
  const { clock } = host;
  let settings = initialSettings;
  let startFile = initialStartFile;
  const members = new Map<string, Membership>();
  const activities: Activity[] = [];
  const createdAt = new Date(clock.nowMs());
  let desiredCapacity = 0;
  let elbAttachmentInService = false;
  let closed = false;
  let cancelWake = () => {};
  const endings = new Set<Promise<void>>();

  function reconcile(): void {
    if (closed) {
      return;
    }
    cancelWake();
    const now = state();
    for (const member of members.values()) {
      if (unhealthyReason(now, member, clock.nowMs()) !== null) {
        member.healthStatus = "Unhealthy";
      }
    }
    const { actions, wakeAtMs } = decide(now, clock.nowMs());
    const capacity = { from: staying(), to: desiredCapacity };
    for (const action of actions) {
      carryOut(action, capacity);
    }
    if (wakeAtMs !== null) {
      cancelWake = clock.after(wakeAtMs - clock.nowMs(), reconcile);
    }
    host.onChange();
  }

  function state(): GroupState {
    return {
      desiredCapacity,
      availabilityZones: settings.availabilityZones,
      zonesDown: host.zonesDown(),
      healthCheckType: settings.healthCheckType,
      gracePeriodMs: settings.healthCheckGracePeriodSeconds * 1_000,
      elbAttachmentInService,
      maintenance: settings.maintenance,
      members: [...members.values()],
    };
  }

  function carryOut(action: GroupAction, capacity: CapacityChange): void {
    if (action.kind === "launch") {
      launch(action.availabilityZone, action.reason, capacity);
    } else {
      track(terminate(action.id, action.reason, capacity));
    }
  }

  function launch(availabilityZone: string, reason: LaunchReason, capacity: CapacityChange): void {
    const instance = createEc2Instance(host, {
      settings: settings.instance,
      availabilityZone,
      privateIp: host.privateIp(availabilityZone),
      startFile,
      lifecycleState: () =>
        members.get(instance.id)?.lifecycle === "Terminating" ? "Terminated" : "InService",
      onChange: host.onChange,
    });
    const member: Membership = {
      id: instance.id,
      availabilityZone,
      lifecycle: "Pending",
      launchedAtMs: clock.nowMs(),
      inServiceAtMs: null,
      ec2: "running",
      elb: "unknown",
      instance,
      launchedWith: settings.instance,
      frozenBy: null,
      registered: false,
      healthStatus: "Healthy",
    };
    members.set(member.id, member);
    const activity = begin(launchWording(member.id, reason, new Date(clock.nowMs()), capacity));
    track(bootInto(member, activity));
  }

  async function bootInto(member: Membership, activity: Activity): Promise<void> {
    try {
      await member.instance.boot();
      finish(activity, "Successful");
    } catch (error) {
      member.ec2 = "terminated";
      finish(activity, "Failed", error instanceof Error ? error.message : String(error));
    }
    if (closed || member.lifecycle !== "Pending") {
      return;
    }
    member.lifecycle = "InService";
    member.inServiceAtMs = clock.nowMs();
    if (member.ec2 === "running") {
      register(member);
    }
    reconcile();
  }

  function register(member: Membership): void {
    member.registered = true;
    for (const targetGroup of targetGroups) {
      targetGroup.register(member.instance.target());
    }
  }

  async function terminate(id: string, reason: TerminateReason, capacity: CapacityChange): Promise<void> {
    const member = members.get(id);
    if (member === undefined) {
      return;
    }
    member.lifecycle = "Terminating";
    const activity = begin(terminateWording(id, reason, new Date(clock.nowMs()), capacity));
    if (member.registered) {
      await Promise.all(targetGroups.map((targetGroup) => targetGroup.deregister(id)));
    }
    await (member.ec2 === "terminated" ? member.instance.destroy() : member.instance.shutDown());
    members.delete(id);
    finish(activity, "Successful");
    reconcile();
  }

  function staying(): number {
    return [...members.values()].filter((member) => member.lifecycle !== "Terminating").length;
  }

  function begin({ description, cause }: ActivityWording): Activity {
    const activity: Activity = {
      activityId: randomUUID(),
      description,
      cause,
      statusCode: "InProgress",
      startTime: new Date(clock.nowMs()),
    };
    activities.unshift(activity);
    activities.splice(keptActivities);
    return activity;
  }

  function finish(activity: Activity, statusCode: Activity["statusCode"], statusMessage?: string): void {
    activity.statusCode = statusCode;
    activity.endTime = new Date(clock.nowMs());
    if (statusMessage !== undefined) {
      activity.statusMessage = statusMessage;
    }
  }

  function track(ending: Promise<void>): void {
    const tracked = ending.finally(() => endings.delete(tracked));
    endings.add(tracked);
  }

  function setFrozen(member: Membership, frozenBy: Membership["frozenBy"]): void {
    member.frozenBy = frozenBy;
    if (frozenBy === null) {
      member.instance.thaw();
    } else {
      member.instance.freeze();
    }
  }

  function targetHealthChanged(targetId: string, health: TargetHealth): void {
    const member = members.get(targetId);
    if (member === undefined) {
      return;
    }
    if (health.state === "healthy") {
      member.elb = "passing";
      elbAttachmentInService = true;
    } else if (health.state === "unhealthy") {
      member.elb = "failing";
    }
    reconcile();
  }

  const subscriptions = targetGroups.map((targetGroup) => targetGroup.onHealthChange(targetHealthChanged));
  const unsubscribeAll = () => {
    for (const unsubscribe of subscriptions) {
      unsubscribe();
    }
  };

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
      instances: [...members.values()].map((member) => describeMember(member)),
      activities: activities.map((activity) => ({ ...activity })),
    }),
    instances: () => [...members.values()].map((member) => member.instance),
    start() {
      desiredCapacity = settings.desiredCapacity;
      reconcile();
    },
    update(next, nextStartFile) {
      settings = next;
      startFile = nextStartFile;
      desiredCapacity = next.desiredCapacity;
      reconcile();
    },
    kill(instanceId) {
      const member = members.get(instanceId);
      if (member === undefined) {
        return;
      }
      track(member.instance.destroy());
      clock.after(ec2NoticeMs, () => {
        member.ec2 = "terminated";
        reconcile();
      });
    },
    freeze(instanceId) {
      const member = members.get(instanceId);
      if (member !== undefined) {
        setFrozen(member, "person");
      }
      host.onChange();
    },
    zonesChanged() {
      const down = host.zonesDown();
      for (const member of members.values()) {
        if (down.has(member.availabilityZone) && member.frozenBy === null) {
          setFrozen(member, "zone");
        }
        if (!down.has(member.availabilityZone) && member.frozenBy === "zone") {
          setFrozen(member, null);
        }
      }
      reconcile();
    },
    async retire() {
      desiredCapacity = 0;
      reconcile();
      while (endings.size > 0) {
        await Promise.all(endings);
      }
      unsubscribeAll();
    },
    async close() {
      closed = true;
      cancelWake();
      unsubscribeAll();
      await Promise.all([...members.values()].map((member) => member.instance.destroy()));
    },
  };
}

function describeMember(member: Membership): GroupInstance {
  const { instanceType, imageId, launchTemplate } = member.launchedWith;
  return {
    instanceId: member.id,
    availabilityZone: member.availabilityZone,
    instanceType,
    imageId,
    privateIp: member.instance.privateIp,
    lifecycleState: member.lifecycle,
    healthStatus: member.healthStatus,
    launchTemplate,
    pid: member.instance.pid(),
    frozen: member.frozenBy !== null,
    launchedAt: member.instance.launchedAt,
  };
}
