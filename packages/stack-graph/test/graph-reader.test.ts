import { expect, test } from "vitest";
import { z } from "zod";
import { GraphFault, onlyResource, outputsOf, resourcesOfType } from "../src/graph-reader.ts";
import { recordedGraph, withResources } from "./recorded-graph.ts";

const graph = recordedGraph("basic");
const groupType = "aws:autoscaling/group:Group";
const itemType = "aws:dynamodb/tableItem:TableItem";

test("a type that stands once is the only one", () => {
  expect(onlyResource(graph, groupType)).toBe(resourcesOfType(graph, groupType)[0]);
});

test("a type that is missing is named with its stack", () => {
  expect(() => onlyResource(graph, "aws:sqs/queue:Queue")).toThrow(
    new GraphFault("stack basic has no aws:sqs/queue:Queue"),
  );
});

test("a type that stands more than once is named with two of them: the lab would not know which", () => {
  const named = withResources(graph, (resource) => ({ ...resource, name: `the ${resource.name}` }));
  expect(() => onlyResource(named, itemType)).toThrow(
    /^stack basic has several aws:dynamodb\/tableItem:TableItem: the .+, the .+, …$/,
  );
});

test("what AWS adds goes before what the program gave", () => {
  const group = { ...onlyResource(graph, groupType), inputs: { minSize: 1 }, outputs: { minSize: 2 } };
  expect(outputsOf(group, z.object({ minSize: z.number() }))).toEqual({ minSize: 2 });
});

test("a property that is not of the shape that is needed is named with its resource", () => {
  const group = onlyResource(graph, groupType);
  expect(() => outputsOf(group, z.object({ minSize: z.string() }))).toThrow(
    /^aws:autoscaling\/group:Group .+ in the graph:[\s\S]*minSize/,
  );
});
