/**
 * The fewest zones of a stack: when one fails, two still serve. It is also the number for a stack that names
 * none.
 */
export const fewestZones = 3;

/** What the region offers to the account, zone by zone. */
export interface ZoneOffers {
  region: string;
  /**
   * The region's Availability Zones, including those that AWS currently marks as impaired: an outage must not
   * move subnets.
   */
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

/** Why a stack cannot use a zone; undefined if it can. */
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

/** The zones of a stack, or the mistakes in them. */
export type ZoneChoice =
  | { zones: string[]; mistake?: never }
  | { zones?: never; mistake: { key: string; value: unknown; remedy: string } };

/**
 * Chooses the zones of a stack: those in its config, or the first usable ones.
 *
 * @param named The config's availabilityZones; undefined if it has none.
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
