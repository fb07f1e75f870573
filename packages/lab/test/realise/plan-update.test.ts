import { compareGraphs } from "@soft-landing/stack-graph/graph-difference";
import { expect, test } from "vitest";
import { recordedGraph, withProperty, withResources } from "../../../stack-graph/test/recorded-graph.ts";
import { planUpdate } from "../../src/realise/plan-update.ts";

const graph = recordedGraph("basic");

test("a graph differs in nothing from itself", () => {
  expect(compareGraphs(graph, graph)).toEqual({ created: [], deleted: [], updated: [] });
  expect(planUpdate(graph, graph)).toEqual({ kind: "nothing" });
});

test("a release under a new logical name is a new release", () => {
  const renamed = withResources(graph, (resource) =>
    resource.type === "aws:autoscaling/group:Group"
      ? { ...resource, urn: `${resource.urn}-next`, name: `${resource.name}-next` }
      : resource,
  );
  expect(planUpdate(graph, renamed)).toEqual({ kind: "release" });
});

test("another launch template under the same name is a new release too", () => {
  const other = withProperty(graph, "aws:ec2/launchTemplate:LaunchTemplate", "instanceType", "t3.micro");
  expect(planUpdate(graph, other)).toEqual({ kind: "release" });
});

test("what ignoreChanges names does not count: the switch stays as the operator has set it", () => {
  const reset = withProperty(graph, "aws:ssm/parameter:Parameter", "value", "other");
  expect(compareGraphs(graph, reset).updated).toEqual([]);
});

test("what the lab does not play may change beside the release", () => {
  const other = withProperty(graph, "aws:cloudwatch/dashboard:Dashboard", "dashboardBody", "{}");
  expect(planUpdate(graph, other)).toEqual({ kind: "nothing" });
});

test("a change of what stands since the start is refused, with what changed and how to take it over", () => {
  const other = withProperty(graph, "aws:lb/targetGroup:TargetGroup", "deregistrationDelay", 300);
  expect(() => planUpdate(graph, other)).toThrow(
    /targetGroup:TargetGroup .* has another deregistrationDelay/,
  );
});
