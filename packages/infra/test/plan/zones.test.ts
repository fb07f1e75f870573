import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseZones, type ZoneOffers } from "../../src/plan/zones.ts";

const zones = ["a", "b", "c", "d", "e", "f"].map((letter) => `us-east-1${letter}`);
const offers = (changes: Partial<ZoneOffers> = {}): ZoneOffers => ({
  region: "us-east-1",
  zones,
  instanceType: "t4g.micro",
  instanceTypeZones: zones,
  endpointZones: { ssm: zones },
  ...changes,
});
const without = (...letters: string[]) => zones.filter((zone) => !letters.includes(zone.slice(-1)));

describe("a stack that names no zones", () => {
  test("gets the first three that have the instance type and the endpoints", () => {
    const first = offers({ instanceTypeZones: without("a"), endpointZones: { ssm: without("c") } });
    expect(chooseZones(undefined, first).zones).toEqual(["us-east-1b", "us-east-1d", "us-east-1e"]);
  });

  test("gets only zones with everything that it needs, and always the same ones", () => {
    const some = fc.subarray(zones);
    fc.assert(
      fc.property(some, some, fc.shuffledSubarray(zones), (instanceTypeZones, ssm, shuffled) => {
        const chosen = chooseZones(undefined, offers({ instanceTypeZones, endpointZones: { ssm } }));
        for (const zone of chosen.zones ?? []) {
          expect(instanceTypeZones.includes(zone) && ssm.includes(zone)).toBe(true);
        }
        const again = offers({
          zones: [...new Set([...shuffled, ...zones])],
          instanceTypeZones,
          endpointZones: { ssm },
        });
        expect(chooseZones(undefined, again)).toEqual(chosen);
      }),
    );
  });

  test("gets three if there are exactly three", () => {
    const three = zones.slice(0, 3);
    expect(chooseZones(undefined, offers({ zones: three, instanceTypeZones: three })).zones).toEqual(three);
  });

  test("gets an error about the region, not the type, if the type is in three zones and the endpoints are not", () => {
    const few = offers({ instanceTypeZones: zones.slice(0, 3), endpointZones: { ssm: zones.slice(2) } });
    expect(chooseZones(undefined, few).mistake?.key).toBe("aws:region");
  });

  test("gets the advice to use another type or region if there are not three zones", () => {
    const rare = offers({ instanceTypeZones: zones.slice(0, 2) });
    expect(chooseZones(undefined, rare).mistake).toEqual({
      key: "instanceType",
      value: "t4g.micro",
      remedy: "use another: us-east-1 has it in 2 zones and 3 are needed",
    });
    const small = offers({ zones: zones.slice(0, 2) });
    expect(chooseZones(undefined, small).mistake).toEqual({
      key: "aws:region",
      value: "us-east-1",
      remedy:
        "use a region with 3 zones that have the instance type and the endpoints; the zones to choose from are us-east-1a, us-east-1b",
    });
    const none = offers({ endpointZones: { ssm: [] } });
    expect(chooseZones(undefined, none).mistake?.remedy).toContain("the zones to choose from are none");
  });
});

describe("a stack that names its zones", () => {
  test("gets an error for every zone, and one for their number only if each could be used", () => {
    const { mistake } = chooseZones(["us-east-1z", "us-east-1y"], offers());
    expect(mistake?.remedy).toBe(
      `us-east-1 has no zone us-east-1z, us-east-1 has no zone us-east-1y; the zones to choose from are ${zones.join(", ")}`,
    );
    expect(chooseZones(zones.slice(0, 2), offers()).mistake?.remedy).toBe(
      `name at least 3 zones, so that two are left when one fails; the zones to choose from are ${zones.join(", ")}`,
    );
  });

  test("gets the named zones", () => {
    const named = ["us-east-1f", "us-east-1b", "us-east-1c"];
    expect(chooseZones(named, offers()).zones).toEqual(named);
  });

  test.each<[string, string[], Partial<ZoneOffers>, string]>([
    ["a zone of nowhere", ["us-east-1a", "us-east-1b", "us-east-1z"], {}, "us-east-1 has no zone us-east-1z"],
    [
      "a zone without the type",
      zones.slice(0, 3),
      { instanceTypeZones: without("b") },
      "us-east-1b has no t4g.micro",
    ],
    [
      "a zone without an endpoint",
      zones.slice(0, 3),
      { endpointZones: { ssm: zones, logs: without("a") } },
      "us-east-1a has no endpoint for logs",
    ],
    ["two zones", zones.slice(0, 2), {}, "name at least 3 zones"],
  ])("gets an error about %s, with the available ones", (_what, named, changes, fault) => {
    const { mistake } = chooseZones(named, offers(changes));
    expect(mistake).toMatchObject({ key: "availabilityZones", value: named });
    expect(mistake?.remedy).toContain(fault);
    expect(mistake?.remedy).toContain("the zones to choose from are us-east-1");
  });
});
