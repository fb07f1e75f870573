import { expect, test } from "vitest";
import { checkThreeZones } from "../../src/policies/three-zones.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

const { group, loadBalancer } = resourceTypes;
const properties = [
  [group, "vpcZoneIdentifiers"],
  [loadBalancer, "subnets"],
] as const;

test.each(properties)("%s in three subnets passes", (type, property) => {
  expect([...checkThreeZones(resource(type, { [property]: ["a", "b", "c"] }))]).toEqual([]);
});

test.each(properties)("%s in two subnets, one of them named twice, is refused", (type, property) => {
  expect([...checkThreeZones(resource(type, { [property]: ["a", "b", "b"] }))]).toEqual([
    expect.stringContaining("2 different subnets"),
  ]);
});

test.each(properties)("%s without %s is refused", (type) => {
  expect([...checkThreeZones(resource(type, {}))]).toHaveLength(1);
});
