import { expect, test } from "vitest";
import { z } from "zod";
import { GraphFault, onlyResource, outputsOf, resourcesOfType } from "../src/graph-reader.ts";
import { recordedGraph, withResources } from "./recorded-graph.ts";

const graph = recordedGraph("basic");
const groupType = "aws:autoscaling/group:Group";
const itemType = "aws:dynamodb/tableItem:TableItem";

test("a type that occurs once is found", () => {
  expect(onlyResource(graph, groupType)).toBe(resourcesOfType(graph, groupType)[0]);
});

test("a type that is missing is named with its stack", () => {
  expect(() => onlyResource(graph, "aws:sqs/queue:Queue")).toThrow(
    new GraphFault("stack basic has no aws:sqs/queue:Queue"),
  );
});

test("a type that occurs more than once is an error that names two of them", () => {
  const named = withResources(graph, (resource) => ({ ...resource, name: `the ${resource.name}` }));
  expect(() => onlyResource(named, itemType)).toThrow(
    /^stack basic has several aws:dynamodb\/tableItem:TableItem: the .+, the .+, …$/,
  );
});

test("outputs that AWS adds override the program's inputs", () => {
  const group = { ...onlyResource(graph, groupType), inputs: { minSize: 1 }, outputs: { minSize: 2 } };
  expect(outputsOf(group, z.object({ minSize: z.number() }))).toEqual({ minSize: 2 });
});

test("a property with a wrong shape is named with its resource", () => {
  const group = onlyResource(graph, groupType);
  expect(() => outputsOf(group, z.object({ minSize: z.string() }))).toThrow(
    /^aws:autoscaling\/group:Group .+ in the graph:[\s\S]*minSize/,
  );
});
