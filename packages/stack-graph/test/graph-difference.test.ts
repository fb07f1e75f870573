import { expect, test } from "vitest";
import { compareGraphs, withIgnoredChanges } from "../src/graph-difference.ts";
import type { GraphResource, ResourceGraph } from "../src/resource-graph.ts";

function graph(...resources: Partial<GraphResource>[]): ResourceGraph {
  return {
    version: 1,
    project: "p",
    stack: "s",
    region: "us-east-1",
    accountId: "123456789012",
    config: {},
    outputs: {},
    resources: resources.map((resource) => ({
      urn: resource.name ?? "",
      type: "aws:ssm/parameter:Parameter",
      name: "",
      custom: true,
      id: "",
      parent: null,
      inputs: {},
      outputs: {},
      dependencies: [],
      propertyDependencies: {},
      options: {},
      ...resource,
    })),
  };
}

test("a graph does not differ from itself", () => {
  const one = graph({ name: "a", inputs: { tags: { Name: "a" } } });
  expect(compareGraphs(one, structuredClone(one))).toEqual({ created: [], deleted: [], updated: [] });
});

test("lists what is created, what is deleted, and which inputs of the rest differ", () => {
  const before = graph({ name: "gone" }, { name: "kept", inputs: { same: 1, other: 1, left: 1 } });
  const after = graph({ name: "kept", inputs: { same: 1, other: 2, new: 1 } }, { name: "fresh" });
  const { created, deleted, updated } = compareGraphs(before, after);
  expect(created.map(({ name }) => name)).toEqual(["fresh"]);
  expect(deleted.map(({ name }) => name)).toEqual(["gone"]);
  expect(updated.map(({ resource, properties }) => [resource.name, properties])).toEqual([
    ["kept", ["other", "left", "new"]],
  ]);
});

test("a null and a missing property are the same, at any depth", () => {
  const before = graph({ name: "a", inputs: { value: null, health: { path: "/", matcher: null } } });
  const after = graph({ name: "a", inputs: { health: { path: "/" } } });
  expect(compareGraphs(before, after).updated).toEqual([]);
  expect(compareGraphs(after, before).updated).toEqual([]);
});

test("what ignoreChanges names stays as it was, even if it was absent, and the rest changes", () => {
  const options = { ignoreChanges: ["value", "added"] };
  const before = graph({ name: "a", inputs: { value: 1, size: 1 }, outputs: { value: 1, size: 1 } });
  const wanted = { value: 2, added: 2, size: 2 };
  const after = graph(
    { name: "a", inputs: wanted, outputs: { ...wanted, arn: "a" }, options },
    { name: "new", inputs: { value: 2 }, options },
  );
  expect(withIgnoredChanges(before, after).resources).toMatchObject([
    { inputs: { value: 1, size: 2 }, outputs: { value: 1, size: 2, arn: "a" } },
    { inputs: { value: 2 } },
  ]);
  expect(withIgnoredChanges(before, after).resources[0]?.inputs).not.toHaveProperty("added");
});
