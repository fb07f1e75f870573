import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { beforeAll, describe, expect, test } from "vitest";
import { allOf, recorded } from "./recorded.ts";

let basic: ResourceGraph;
let errorHandling: ResourceGraph;
beforeAll(async () => {
  basic = await recorded("basic");
  errorHandling = await recorded("error-handling");
});

/** What no two resources in an account may share. */
function physicalNames({ resources }: ResourceGraph): string[] {
  return resources
    .flatMap(({ custom, id, outputs }) =>
      custom
        ? [id, outputs.name, outputs.arn, outputs.bucket && `${outputs.bucket}${outputs.key ?? ""}`]
        : [],
    )
    .filter((name): name is string => typeof name === "string" && name !== "");
}

/** Paths at which two values differ, with what stands there. */
function differences(one: unknown, other: unknown, path: string): [string, unknown, unknown][] {
  if (typeof one === "object" && one !== null && typeof other === "object" && other !== null) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) =>
      differences(
        (one as Record<string, unknown>)[key],
        (other as Record<string, unknown>)[key],
        `${path}.${key}`,
      ),
    );
  }
  return one === other ? [] : [[path, one, other]];
}

/** A resource in words in which two stacks that differ only by their names and builds are equal. */
function normalised({ resources, stack }: ResourceGraph, build: string): Map<string, unknown> {
  const release = /release-([0-9a-f]{8})/.exec(resources.map(({ name }) => name).join())?.[1] ?? "";
  const artifact = String(resources.find(({ type }) => type.includes("Objectv2"))?.inputs.sourceHash);
  const neutral = (text: string) =>
    text
      .replaceAll(release, "<release>")
      .replaceAll(artifact, "<artifact>")
      .replaceAll(`${build}.tgz`, "<build>.tgz")
      .replaceAll(`soft-landing-${stack}-`, "soft-landing-<stack>-")
      .replaceAll(`:${stack}::`, ":<stack>::")
      .replaceAll(`stack ${stack}`, "stack <stack>")
      .replaceAll(new RegExp(`"(Stack|value|Build)":"(${stack}|${build})"`, "g"), '"$1":"<name>"')
      .replaceAll(`"Name":"soft-landing-${stack}"`, '"Name":"<name>"')
      // What the recording makes of a URN, in ids and at the ends of auto-named names.
      .replaceAll(/(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/g, "<id>");
  const decoded = (resource: GraphResource) =>
    typeof resource.inputs.userData === "string"
      ? { ...resource.inputs, userData: Buffer.from(resource.inputs.userData, "base64").toString() }
      : resource.inputs;
  return new Map(
    resources.map((resource) => [
      neutral(resource.urn),
      neutral(JSON.stringify({ inputs: decoded(resource), options: resource.options })),
    ]),
  );
}

describe("the two stacks side by side", () => {
  test("share no physical name", () => {
    const names = new Set(physicalNames(basic));
    expect(names.size).toBeGreaterThan(30);
    expect(physicalNames(errorHandling).filter((name) => names.has(name))).toEqual([]);
  });

  test("differ only in the build, and in the stack's name", () => {
    const one = normalised(basic, "basic");
    const other = normalised(errorHandling, "error-handling");
    expect([...other.keys()].toSorted()).toEqual([...one.keys()].toSorted());
    expect(differences(Object.fromEntries(one), Object.fromEntries(other), "")).toEqual([]);
  });
});

describe("changing only the build of a stack", () => {
  let changed: ResourceGraph;
  beforeAll(async () => {
    changed = await recorded("basic", { build: "error-handling" });
  });
  const urns = ({ resources }: ResourceGraph) => new Set(resources.map(({ urn }) => urn));
  const inRelease = (urn: string) => urn.includes("web:Release");

  test("makes a new release and deletes the old one, each with all that belongs to it", () => {
    const before = urns(basic);
    const after = urns(changed);
    const made = [...after].filter((urn) => !before.has(urn));
    const deleted = [...before].filter((urn) => !after.has(urn));
    expect(made).toHaveLength(6);
    expect(deleted).toHaveLength(6);
    expect([...made, ...deleted].filter((urn) => !inRelease(urn))).toEqual([]);
  });

  test("changes no remaining resource except the dashboard, which names the group", () => {
    const before = new Map(basic.resources.map((resource) => [resource.urn, resource]));
    const touched = changed.resources.filter(({ urn, inputs }) => {
      const old = before.get(urn);
      return old !== undefined && JSON.stringify(old.inputs) !== JSON.stringify(inputs);
    });
    expect(touched.map(({ type }) => type)).toEqual(["aws:cloudwatch/dashboard:Dashboard"]);
  });

  test("and back gives the first release again, with the same names", async () => {
    expect(urns(await recorded("basic", { build: "basic" }))).toEqual(urns(basic));
  });

  test("shares no physical name between the two releases, so both can exist at once", () => {
    const old = new Set(
      physicalNames({ ...basic, resources: basic.resources.filter(({ urn }) => inRelease(urn)) }),
    );
    const fresh = { ...changed, resources: changed.resources.filter(({ urn }) => inRelease(urn)) };
    expect(physicalNames(fresh).filter((name) => old.has(name))).toEqual([]);
  });
});

describe("a release that fails leaves the old one serving, because", () => {
  const groupOf = (graph: ResourceGraph) => allOf(graph, "autoscaling/group:Group")[0];

  test("its group is created without waiting: a failed wait is an error that a refresh clears", () => {
    expect(groupOf(basic)?.inputs).toMatchObject({ minSize: 3, maxSize: 6, waitForCapacityTimeout: "0" });
    expect(groupOf(basic)?.inputs.minElbCapacity).toBeUndefined();
    expect(groupOf(basic)?.options).toEqual({ replaceOnChanges: ["launchTemplate"] });
  });

  test("no resource of a release has an explicit name, so none is deleted before its successor serves", () => {
    for (const { type, inputs, options } of basic.resources.filter(({ urn }) =>
      urn.includes("web:Release$"),
    )) {
      expect(inputs.name ?? inputs.namePrefix, type).toBeUndefined();
      expect(options.deleteBeforeReplace, type).toBeUndefined();
    }
  });

  test("its group is created last: when it exists, only resources that need the group can be missing", () => {
    const direct = groupOf(basic)?.dependencies ?? [];
    const dependencies = basic.resources.flatMap(({ urn, dependencies }) =>
      direct.includes(urn) ? [urn, ...dependencies] : [],
    );
    const madeFromIt = /cloudwatch|autoscaling/;
    const others = basic.resources.filter(({ type, custom }) => custom && !madeFromIt.test(type));
    expect(others.length).toBeGreaterThan(30);
    expect(others.map(({ urn }) => urn).filter((urn) => !dependencies.includes(urn))).toEqual([]);
  });

  test("the group's template is a version, not $Latest, so that a changed template is a change", () => {
    expect(groupOf(basic)?.inputs.launchTemplate).toMatchObject({ version: "1" });
  });
});

test("a changed count, health check, time limit or alarm threshold does not make a new release", async () => {
  const release = ({ resources }: ResourceGraph) =>
    resources.find(({ type }) => type.endsWith(":Release"))?.name;
  const changed = await recorded("basic", {
    instanceCount: "4",
    healthCheck: "deep",
    accessLogs: "true",
    releaseTimeoutMinutes: "30",
  });
  expect(release(changed)).toBe(release(basic));
  const shipping = await recorded("basic", { shipLogs: "true" });
  expect(release(shipping)).not.toBe(release(basic));
});
