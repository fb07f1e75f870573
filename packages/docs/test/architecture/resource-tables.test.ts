import { expect, test } from "vitest";
import { componentTable, keptOnDestroy, removedTable } from "../../src/architecture/resource-tables.ts";
import { readRecordedGraph } from "../../src/recorded-graph.ts";

const stacks = ["basic", "error-handling"];

test.each(stacks)("nothing of the stack %s is protected or retained", (stack) => {
  expect(keptOnDestroy(readRecordedGraph(stack))).toEqual([]);
});

test("a protected resource would be noticed", () => {
  const graph = readRecordedGraph("basic");
  const [first, ...others] = graph.resources;
  const guarded = first === undefined ? [] : [{ ...first, options: { protect: true } }, ...others];
  expect(keptOnDestroy({ ...graph, resources: guarded })).toEqual([first?.urn]);
});

test("every resource is in the table of what a destroy removes", () => {
  const graph = readRecordedGraph("basic");
  const counted = [...removedTable(graph).matchAll(/\| (\d+) \|/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  expect(counted).toBe(
    graph.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length,
  );
});

test("components are told with what they make, counted", () => {
  expect(componentTable(readRecordedGraph("basic"))).toContain("4 × TableItem");
});
