import { expect, test } from "vitest";
import { checkRequiredTags } from "../../src/policies/required-tags.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

const { group, launchTemplate } = resourceTypes;

function check(type: string, props: Record<string, unknown>) {
  return [...checkRequiredTags(resource(type, props))];
}

const project = { key: "Project", value: "soft-landing", propagateAtLaunch: true };
const stack = { key: "Stack", value: "basic", propagateAtLaunch: true };

test("a group that propagates both tags passes", () => {
  expect(check(group, { tags: [project, stack] })).toEqual([]);
});

test("a group that does not propagate a tag is refused", () => {
  expect(check(group, { tags: [project, { ...stack, propagateAtLaunch: false }] })).toEqual([
    expect.stringContaining("does not have the tag Stack"),
  ]);
});

test("a template that tags its volumes passes", () => {
  const tags = { Project: "soft-landing", Stack: "basic" };
  expect(check(launchTemplate, { tagSpecifications: [{ resourceType: "volume", tags }] })).toEqual([]);
});

test("a template that tags only instances is refused for both tags", () => {
  const tags = { Project: "soft-landing", Stack: "basic" };
  expect(check(launchTemplate, { tagSpecifications: [{ resourceType: "instance", tags }] })).toHaveLength(2);
});
