import { expect, test } from "vitest";
import { compareGraphs } from "../src/graph-difference.ts";
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

test("a graph differs in nothing from itself", () => {
  const one = graph({ name: "a", inputs: { tags: { Name: "a" } } });
  expect(compareGraphs(one, structuredClone(one))).toEqual({ created: [], deleted: [], updated: [] });
});

test("names what is created, what is deleted, and which inputs of the rest differ", () => {
  const before = graph({ name: "gone" }, { name: "kept", inputs: { same: 1, other: 1, left: 1 } });
  const after = graph({ name: "kept", inputs: { same: 1, other: 2, new: 1 } }, { name: "fresh" });
  const { created, deleted, updated } = compareGraphs(before, after);
  expect(created.map(({ name }) => name)).toEqual(["fresh"]);
  expect(deleted.map(({ name }) => name)).toEqual(["gone"]);
  expect(updated.map(({ resource, properties }) => [resource.name, properties])).toEqual([
    ["kept", ["other", "left", "new"]],
  ]);
});

test("what ignoreChanges names does not count", () => {
  const valued = (value: string) =>
    graph({ name: "a", inputs: { value }, options: { ignoreChanges: ["value"] } });
  expect(compareGraphs(valued("true"), valued("false")).updated).toEqual([]);
});
