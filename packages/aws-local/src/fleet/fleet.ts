import { join } from "node:path";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { Activity } from "./contract.ts";
import { createEc2Instance, type InstanceHost } from "./ec2-instance.ts";
import { createGroup, type GroupHost, type RunningGroup } from "./group.ts";
import type { GroupSettings, InstanceSettings } from "./instance-settings.ts";
import type { AttachableTargetGroup } from "./target-attachments.ts";
import { createUnpackedArtifacts } from "./unpacked-artifacts.ts";

export interface FleetHost extends InstanceHost {
  onChange(): void;
}

/** All Auto Scaling groups of a region, and the zones that they share. */
export interface Fleet {
  /**
   * Unpacks the artifact of the group's instances and creates the group, which starts with `group.start()`.
   *
   * @throws UserMistake if the artifact cannot be used
   */
  createGroup(settings: GroupSettings, targetGroups: readonly AttachableTargetGroup[]): Promise<RunningGroup>;
  /** Unpacks the artifact, if it is a new one, and changes the group. @throws UserMistake as createGroup */
  updateGroup(
    group: RunningGroup,
    settings: GroupSettings,
    targetGroups: readonly AttachableTargetGroup[],
  ): Promise<void>;
  groups(): readonly RunningGroup[];
  /** The activity history of all groups, including deleted ones, newest first. */
  activities(): Activity[];
  /** Drains and ends the group, then forgets it. */
  retireGroup(group: RunningGroup): Promise<void>;
  /** @throws UserMistake if there is no such running instance */
  kill(instanceId: string): void;
  /** @throws UserMistake if there is no such running instance */
  freeze(instanceId: string): void;
  /** @throws UserMistake if there is no such running instance */
  unfreeze(instanceId: string): void;
  zonesDown(): string[];
  /**
   * Everything in the zone stops answering, and nothing can be launched there. @throws UserMistake for an
   * unknown zone
   */
  zoneDown(availabilityZone: string): void;
  /** @throws UserMistake for an unknown zone */
  zoneUp(availabilityZone: string): void;
  close(): Promise<void>;
}

const keptActivities = 100;

export function createFleet(host: FleetHost): Fleet {
  const groups = new Set<RunningGroup>();
  const zonesDown = new Set<string>();
  const addresses = createAddressBook();
  const pastActivities: Activity[] = [];
  const closing = new AbortController();
  const artifacts = createUnpackedArtifacts(join(host.workingFolder, "releases"), closing.signal);
  const groupHost: GroupHost = {
    clock: host.clock,
    onChange: host.onChange,
    zonesDown: () => zonesDown,
    privateIp: addresses,
    launchInstance: (options) => createEc2Instance(host, unpacked(options.settings), options),
  };

  async function unpacked({ artifact }: InstanceSettings): Promise<string | undefined> {
    return artifact && (await artifacts.folderOf(artifact));
  }

  function groupOf(instanceId: string): RunningGroup {
    const instances = [...groups].flatMap((group) => group.describe().instances);
    const found = [...groups].find((group) =>
      group.describe().instances.some((instance) => instance.instanceId === instanceId),
    );
    if (found !== undefined) {
      return found;
    }
    const ids = instances.map((instance) => `${instance.instanceId} (${instance.availabilityZone})`);
    throw new UserMistake(`Instance ${instanceId} is not running.`, `The instances are ${ids.join(", ")}.`);
  }

  function setZone(availabilityZone: string, change: (zone: string) => void): void {
    const zones = new Set([...groups].flatMap((group) => group.settings.availabilityZones));
    if (!zones.has(availabilityZone)) {
      throw new UserMistake(
        `There is no zone ${availabilityZone}.`,
        `The zones are ${[...zones].join(", ")}.`,
      );
    }
    change(availabilityZone);
    for (const group of groups) {
      group.zonesChanged();
    }
  }

  return {
    async createGroup(settings, targetGroups) {
      await unpacked(settings.instance);
      const group = createGroup(settings, targetGroups, groupHost);
      groups.add(group);
      return group;
    },
    async updateGroup(group, settings, targetGroups) {
      await unpacked(settings.instance);
      group.update(settings, targetGroups);
    },
    groups: () => [...groups],
    activities: () =>
      [...pastActivities, ...[...groups].flatMap((group) => group.describe().activities)].toSorted(
        (a, b) => b.startTime.getTime() - a.startTime.getTime(),
      ),
    async retireGroup(group) {
      await group.retire();
      groups.delete(group);
      pastActivities.unshift(...group.describe().activities);
      pastActivities.splice(keptActivities);
      host.onChange();
    },
    kill: (instanceId) => groupOf(instanceId).kill(instanceId),
    freeze: (instanceId) => groupOf(instanceId).freeze(instanceId),
    unfreeze: (instanceId) => groupOf(instanceId).unfreeze(instanceId),
    zonesDown: () => [...zonesDown],
    zoneDown: (availabilityZone) => setZone(availabilityZone, (zone) => zonesDown.add(zone)),
    zoneUp: (availabilityZone) => setZone(availabilityZone, (zone) => zonesDown.delete(zone)),
    async close() {
      closing.abort();
      await Promise.all([...groups].map((group) => group.close()));
    },
  };
}

/** Private addresses, as from one subnet per zone. They are only shown; nothing listens there. */
function createAddressBook(): (availabilityZone: string) => string {
  const zones = new Map<string, { subnet: number; next: number }>();
  return (availabilityZone) => {
    const zone = zones.get(availabilityZone) ?? { subnet: 128 + zones.size, next: 4 };
    zones.set(availabilityZone, zone);
    const host = 4 + ((zone.next++ - 4) % 250);
    return `10.0.${zone.subnet}.${host}`;
  };
}
