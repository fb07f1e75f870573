import type { Region } from "@soft-landing/aws-local/region";
import type { ServiceResource } from "@soft-landing/aws-local/service";
import { describe, expect, test } from "vitest";
import type { Autonaming } from "../../src/provider/resource-host.ts";
import { createRegionHost } from "../../src/stacks/region-host.ts";
import { createStacks } from "../../src/stacks/stacks.ts";

const targetGroup = "aws:lb/targetGroup:TargetGroup";
const type: ServiceResource = {
  token: targetGroup,
  replaceOn: ["name", "port"],
  create: async () => ({}),
  update: async () => ({}),
  delete: async () => {},
  read: () => ({}),
};
const region = { region: "us-east-1", resources: new Map([[type.token, type]]) } as unknown as Region;
const stacks = createStacks();
const host = createRegionHost({ region, stacks, onChange: () => {} });

describe("a name that the program leaves out", () => {
  function check(news: object, autonaming: Autonaming | undefined, olds: object = {}) {
    const identity = { urn: `urn:pulumi:s::p::${targetGroup}::web`, name: "web" };
    return host.check(targetGroup, { ...identity, news: { ...news }, olds: { ...olds }, autonaming });
  }

  test.each([{}, { name: null }])("is the one that the engine proposes, for %o", (news) => {
    const { inputs } = check(news, { mode: "propose", proposedName: "soft-landing-web-1a2b3c4" });
    expect(inputs.name).toBe("soft-landing-web-1a2b3c4");
  });

  test("is refused with its place if the project disables autonaming", () => {
    const { failures } = check({}, { mode: "disable" });
    expect(failures).toEqual([
      {
        property: "name",
        reason: expect.stringMatching(/^web has no name, .*pulumi:autonaming is disabled/),
      },
    ]);
    expect(check({ name: "mine" }, { mode: "disable" }).failures).toEqual([]);
  });

  test("does not change when the project changes", () => {
    expect(check({}, { mode: "disable" }, { name: "web-1a2b3c4" })).toEqual({
      inputs: { name: "web-1a2b3c4" },
      failures: [],
    });
  });
});

describe("a difference", () => {
  function diff(oldInputs: object, news: object, ignoreChanges: string[] = []) {
    const identity = { urn: `urn:pulumi:s::p::${targetGroup}::web`, name: "web", id: "arn" };
    const state = { oldInputs: { ...oldInputs }, oldOutputs: {}, news: { ...news } };
    return host.diff(targetGroup, { ...identity, ...state, ignoreChanges });
  }

  test("is in properties that replace, and in others", () => {
    const old = { port: 80, deregistrationDelay: 5 };
    expect(diff(old, { port: 8080, deregistrationDelay: 6 })).toMatchObject({
      changed: ["port", "deregistrationDelay"],
      replaces: ["port"],
    });
    expect(diff(old, { port: 8080, deregistrationDelay: 6 }, ["port"])).toMatchObject({ replaces: [] });
  });

  test("is not between a null and a missing property, at any depth", () => {
    const old = { port: null, healthCheck: { path: "/", matcher: null } };
    expect(diff(old, { healthCheck: { path: "/" } }).changed).toEqual([]);
    expect(diff({ healthCheck: { path: "/" } }, old).changed).toEqual([]);
  });
});

test("a renamed stack keeps its resources, in any order of Pulumi's calls", async () => {
  const identityIn = (stack: string) => ({ urn: `urn:pulumi:${stack}::p::${targetGroup}::web`, name: "web" });
  const operation = { signal: new AbortController().signal, log: () => {} };
  const state = { oldInputs: { name: "web" }, oldOutputs: { name: "web" }, news: { name: "web" } };
  const held = () => stacks.list().map(({ name, resources }) => [name, resources.size]);
  const { id } = await host.create(targetGroup, {
    ...identityIn("before"),
    ...operation,
    inputs: { name: "web" },
  });

  host.diff(targetGroup, { ...identityIn("diffed"), id, ...state, ignoreChanges: [] });
  expect(held()).toEqual([["diffed", 1]]);
  const existing = { id, inputs: { name: "web" }, outputs: { name: "web" } };
  await host.read(targetGroup, { ...identityIn("refreshed"), ...existing });
  expect(held()).toEqual([["refreshed", 1]]);
  await host.delete(targetGroup, { ...identityIn("destroyed"), ...operation, ...existing });
  expect(held()).toEqual([]);
});

test("a resource that a program only reads stays the other program's", async () => {
  const operation = { signal: new AbortController().signal, log: () => {} };
  const identityIn = (stack: string) => ({ urn: `urn:pulumi:${stack}::p::${targetGroup}::web`, name: "web" });
  const made = { ...identityIn("owner"), ...operation, inputs: { name: "web" } };
  const { id } = await host.create(targetGroup, made);
  await host.read(targetGroup, { ...identityIn("reader"), id, inputs: {}, outputs: {} });
  expect(stacks.list().map(({ name }) => name)).toEqual(["owner"]);
});
