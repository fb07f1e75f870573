/** The fewest zones of a stack: when one is lost, two still serve. It is also how many a stack uses that names none. */
export const fewestZones = 3;

/** What the region offers to the account, zone by zone. */
export interface ZoneOffers {
  region: string;
  /** The region's Availability Zones, also those that AWS impairs at the moment: an outage must not move subnets. */
  zones: readonly string[];
  instanceType: string;
  /** The zones that have the instance type. */
  instanceTypeZones: readonly string[];
  /** The zones that have an endpoint, for each service that needs one. */
  endpointZones: Readonly<Record<string, readonly string[]>>;
}

/** The zones that a stack can use, in the order of their names. */
export function usableZones(offers: ZoneOffers): string[] {
  return offers.zones.filter((zone) => zoneFault(zone, offers) === undefined).toSorted();
}

/** Why a stack cannot use a zone, or undefined where it can. */
export function zoneFault(zone: string, offers: ZoneOffers): string | undefined {
  if (!offers.zones.includes(zone)) {
    return `${offers.region} has no zone ${zone}`;
  }
  if (!offers.instanceTypeZones.includes(zone)) {
    return `${zone} has no ${offers.instanceType}`;
  }
  const [service] = Object.entries(offers.endpointZones).find(([, zones]) => !zones.includes(zone)) ?? [];
  return service === undefined ? undefined : `${zone} has no endpoint for ${service}`;
}

/** The zones of a stack, or what is wrong with them. */
export type ZoneChoice =
  | { zones: string[]; mistake?: never }
  | { zones?: never; mistake: { key: string; value: unknown; remedy: string } };

/**
 * Chooses the zones of a stack: those that its config names, or the first that can be used.
 *
 * @param named The config's availabilityZones; undefined where it names none.
 */
export function chooseZones(named: readonly string[] | undefined, offers: ZoneOffers): ZoneChoice {
  const usable = usableZones(offers);
  const choice = `the zones to choose from are ${usable.join(", ") || "none"}`;
  if (named !== undefined) {
    const faults = named.flatMap((zone) => zoneFault(zone, offers) ?? []);
    if (faults.length === 0 && named.length < fewestZones) {
      faults.push(`name at least ${fewestZones} zones, so that two are left when one fails`);
    }
    return faults.length === 0
      ? { zones: [...named] }
      : { mistake: { key: "availabilityZones", value: named, remedy: `${faults.join(", ")}; ${choice}` } };
  }
  if (usable.length >= fewestZones) {
    return { zones: usable.slice(0, fewestZones) };
  }
  const { region, instanceType, instanceTypeZones } = offers;
  return instanceTypeZones.length < fewestZones
    ? {
        mistake: {
          key: "instanceType",
          value: instanceType,
          remedy: `use another: ${region} has it in ${instanceTypeZones.length} zones and ${fewestZones} are needed`,
        },
      }
    : {
        mistake: {
          key: "aws:region",
          value: region,
          remedy: `use a region with ${fewestZones} zones that have the instance type and the endpoints; ${choice}`,
        },
      };
}
