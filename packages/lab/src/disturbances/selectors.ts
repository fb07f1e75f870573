import type { GroupInstance } from "@soft-landing/aws-local/fleet/contract";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { z } from "zod";
import type { RunningLab } from "../running/running-lab.ts";

/** A named instance, zone, service or operation does not exist. The remedy names those that do. */
export class NothingSuch extends UserMistake {
  override name = "NothingSuch";
}

/** Experiments select instances and zones by their position in the list sorted by zone; 0 is the first. */
const position = z.int().min(0).max(99).optional().meta({
  description: "instead of the ID: its position in the list sorted by zone, from 0",
  expects: "a whole number from 0",
});

const eitherOr = "Name it, or give its position.";

/** Parameters of an action on one instance. */
export const instanceParameters = z
  .strictObject({
    instance: z.string().min(1).optional().meta({
      description: "an instance ID from `pnpm lab status`",
      selector: "instance",
    }),
    position,
  })
  .refine((given) => (given.instance === undefined) !== (given.position === undefined), eitherOr);

/** Parameters of an action on one Availability Zone. */
export const zoneParameters = z
  .strictObject({
    zone: z.string().min(1).optional().meta({ description: "such as us-east-1a", selector: "zone" }),
    position,
  })
  .refine((given) => (given.zone === undefined) !== (given.position === undefined), eitherOr);

/** The instances of all groups, in every lifecycle state. */
export function runningInstances({ region }: RunningLab): GroupInstance[] {
  return region.fleet.groups().flatMap((group) => group.describe().instances);
}

/** @throws NothingSuch if it does not exist */
export function instanceOf(
  lab: RunningLab,
  { instance, position: place }: { instance?: string | undefined; position?: number | undefined },
): GroupInstance {
  const running = runningInstances(lab);
  if (instance !== undefined) {
    const ids = running.map(({ instanceId, availabilityZone }) => `${instanceId} (${availabilityZone})`);
    const found = running.find(({ instanceId }) => instanceId === instance);
    return found ?? refuse(`Instance ${instance} is not running.`, "instances", ids);
  }
  const serving = running
    .filter(({ lifecycleState }) => lifecycleState === "InService")
    .toSorted(
      (a, b) =>
        a.availabilityZone.localeCompare(b.availabilityZone) || a.instanceId.localeCompare(b.instanceId),
    );
  return serving[place ?? 0] ?? refusePosition(place, "instance in service", serving.length);
}

/** @throws NothingSuch if it does not exist */
export function zoneOf(
  lab: RunningLab,
  { zone, position: place }: { zone?: string | undefined; position?: number | undefined },
): string {
  const zones = [
    ...new Set(lab.region.fleet.groups().flatMap(({ settings }) => settings.availabilityZones)),
  ].sort();
  if (zone !== undefined) {
    return zones.includes(zone) ? zone : refuse(`There is no zone ${zone}.`, "zones", zones);
  }
  return zones[place ?? 0] ?? refusePosition(place, "Availability Zone", zones.length);
}

/** Service -> the operations that the AWS endpoint answers. */
export function endpointOperations(lab: RunningLab): Record<string, string[]> {
  const services = lab.region.services.all.map(({ model, operations, engine }) => {
    const names = [...operations.keys(), ...(engine?.operations ?? [])];
    return [model.name, names.sort()] as const;
  });
  return Object.fromEntries(services.filter(([, names]) => names.length > 0));
}

/** @throws NothingSuch if the endpoint does not answer the operation */
export function checkOperation(
  lab: RunningLab,
  service: string | undefined,
  operation: string | undefined,
): void {
  const all = endpointOperations(lab);
  const known = service === undefined ? Object.values(all).flat() : (all[service] ?? []);
  if (operation !== undefined && !known.includes(operation)) {
    const where = service === undefined ? "No service" : `Service ${service}`;
    refuse(`${where} has${service === undefined ? "" : " no"} operation ${operation}.`, "operations", known);
  }
}

function refuse(message: string, what: string, names: readonly string[]): never {
  throw new NothingSuch(message, `The ${what} are ${names.join(", ")}.`);
}

function refusePosition(place: number | undefined, what: string, count: number): never {
  throw new NothingSuch(
    `There is no ${what} at position ${place}.`,
    `There are ${count}; positions count from 0.`,
  );
}
