import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changedProperties, propertyChanges } from "../../../src/provider/values/property-changes.ts";
import { Archive, Asset, unknown } from "../../../src/provider/values/property-value.ts";

/** Properties with few keys and values, so that two of them often have the same ones. */
const properties = fc.object({
  key: fc.constantFrom("a", "b", "tags", "a.b", 'say "hi"', "", "0"),
  values: [fc.constantFrom(null, true, 0, 1, "", "1")],
  maxDepth: 3,
  maxKeys: 4,
}) as fc.Arbitrary<Record<string, unknown>>;

describe("which properties differ", () => {
  test("a property that only one side has, and one with another value", () => {
    expect(
      changedProperties({ same: [1], gone: 1, other: { a: 1 } }, { same: [1], other: { a: 2 }, new: 1 }),
    ).toEqual(["gone", "other", "new"]);
  });

  test("none between null and a missing property, at any depth", () => {
    expect(changedProperties({ a: null, b: { c: null } }, { b: {} })).toEqual([]);
  });

  test("an unknown value differs from every known one", () => {
    expect(changedProperties({ vpcId: "vpc-1" }, { vpcId: unknown })).toEqual(["vpcId"]);
  });

  test.each([Asset, Archive])("a blob differs only by its hash: %o", (Blob) => {
    const old = { source: new Blob({ hash: "abc" }) };
    expect(changedProperties(old, { source: new Blob({ hash: "abc", path: "/moved" }) })).toEqual([]);
    expect(changedProperties(old, { source: new Blob({ hash: "def" }) })).toEqual(["source"]);
  });

  test("none between a value and itself", () => {
    fc.assert(
      fc.property(properties, (value) => changedProperties(value, structuredClone(value)).length === 0),
    );
  });
});

describe("where they differ", () => {
  const changes = (
    oldInputs: Record<string, unknown>,
    news: Record<string, unknown>,
    replaces: readonly string[] = [],
    oldOutputs = oldInputs,
  ) =>
    propertyChanges(
      { changed: changedProperties(oldInputs, news), replaces },
      { oldInputs, oldOutputs, news },
    );

  test("at the deepest place, by what happens there", () => {
    const before = { tags: { Name: "a", "aws:x": "1" }, ports: [80], gone: true };
    const after = { tags: { Name: "b", "aws:x": "2", 'say "hi"': "1" }, ports: [80, 443] };
    expect(changes(before, after)).toEqual(
      [
        { path: "tags.Name", kind: "update" },
        { path: 'tags["aws:x"]', kind: "update" },
        { path: 'tags["say \\"hi\\""]', kind: "add" },
        { path: "ports[1]", kind: "add" },
        { path: "gone", kind: "delete" },
      ].map((change) => ({ ...change, replace: false, inputDiff: true })),
    );
  });

  test("a list that gets shorter loses its last elements", () => {
    expect(changes({ ports: [80, 443] }, { ports: [80] })).toMatchObject([
      { path: "ports[1]", kind: "delete" },
    ]);
  });

  test("a value of another kind is one update", () => {
    expect(changes({ value: { a: 1 } }, { value: [1] })).toMatchObject([{ path: "value", kind: "update" }]);
  });

  test("what replaces says so at every place of the property", () => {
    expect(changes({ key: { a: 1, b: 1 } }, { key: { a: 2, b: 2 } }, ["key"])).toMatchObject([
      { path: "key.a", replace: true },
      { path: "key.b", replace: true },
    ]);
  });

  test("a change that only the outputs show is found in them", () => {
    const change = propertyChanges(
      { changed: ["size"], replaces: [] },
      { oldInputs: { size: 3 }, oldOutputs: { size: 2 }, news: { size: 3 } },
    );
    expect(change).toEqual([{ path: "size", kind: "update", replace: false, inputDiff: false }]);
  });

  test("a change that neither side shows is still reported", () => {
    const same = { size: 3 };
    const change = propertyChanges(
      { changed: ["size"], replaces: [] },
      { oldInputs: same, oldOutputs: same, news: same },
    );
    expect(change).toMatchObject([{ path: "size", kind: "update" }]);
  });

  test("there is a place exactly if the properties differ", () => {
    fc.assert(
      fc.property(properties, properties, (before, after) => {
        const top = changes(before, after).map(({ path }) => path);
        expect(top.length > 0).toBe(changedProperties(before, after).length > 0);
        expect(new Set(top).size).toBe(top.length);
      }),
    );
  });
});
