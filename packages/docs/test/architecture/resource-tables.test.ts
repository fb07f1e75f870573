import { expect, test } from "vitest";
import { componentTable, keptOnDestroy, removedTable } from "../../src/architecture/resource-tables.ts";
import { readRecordedGraph } from "../../src/recorded-graph.ts";

const stacks = ["basic", "error-handling"];

test.each(stacks)("no resource of stack %s is protected or retained", (stack) => {
  expect(keptOnDestroy(readRecordedGraph(stack))).toEqual([]);
});

test.each([
  ["aws:dynamodb/table:Table", { options: { protect: true } }],
  ["aws:dynamodb/table:Table", { options: { retainOnDelete: true } }],
  ["aws:dynamodb/table:Table", { inputs: { deletionProtectionEnabled: true } }],
  ["aws:lb/loadBalancer:LoadBalancer", { inputs: { enableDeletionProtection: true } }],
  ["aws:s3/bucket:Bucket", { inputs: { forceDestroy: false } }],
])("%s with %j is noticed", (type, change) => {
  const graph = readRecordedGraph("basic");
  const resources = graph.resources.map((resource) =>
    resource.type === type ? { ...resource, ...change } : resource,
  );
  expect(keptOnDestroy({ ...graph, resources })).toHaveLength(1);
});

test("every resource is in the table of what destroy removes", () => {
  const graph = readRecordedGraph("basic");
  const counted = [...removedTable(graph).matchAll(/\| (\d+) \|/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
  expect(counted).toBe(
    graph.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length,
  );
});

test("components are listed with the resources that they create, counted", () => {
  expect(componentTable(readRecordedGraph("basic"))).toContain("4 × TableItem");
});
