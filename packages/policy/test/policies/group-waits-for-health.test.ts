import { expect, test } from "vitest";
import { checkGroupWaitsForHealth } from "../../src/policies/group-waits-for-health.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

function check(props: Record<string, unknown>) {
  return [...checkGroupWaitsForHealth(resource(resourceTypes.group, { ...waiting, ...props }))];
}

const waiting = { minSize: 3, minElbCapacity: 3, launchTemplate: { id: "lt-1", version: "7" } };

test("a group that waits for all of its instances passes", () => {
  expect(check({})).toEqual([]);
});

test.each([undefined, 0, 2])("a group of three that waits for %s is refused", (minElbCapacity) => {
  expect(check({ minElbCapacity })).toEqual([expect.stringContaining("set it to minSize (3)")]);
});

test("a group that does not wait at all is refused", () => {
  expect(check({ waitForCapacityTimeout: "0" })).toEqual([expect.stringContaining("nothing waits")]);
});

test.each(["$Latest", "$Default"])("the template's version %s is refused", (version) => {
  expect(check({ launchTemplate: { id: "lt-1", version } })).toEqual([
    expect.stringContaining("never changes"),
  ]);
});
