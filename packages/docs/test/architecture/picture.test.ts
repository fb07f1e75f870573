import { expect, test } from "vitest";
import { architecturePicture } from "../../src/architecture/picture.ts";
import { stackFacts } from "../../src/architecture/stack-facts.ts";
import { readRecordedGraph } from "../../src/recorded-graph.ts";

const graph = readRecordedGraph("basic");

test("the picture has each zone, and the permissions that the roles have", () => {
  const facts = stackFacts(graph);
  const picture = architecturePicture(facts);
  for (const zone of facts.zones) {
    expect(picture).toContain(zone);
  }
  expect(picture).toContain('group -->|"GetItem"| endpoint_dynamodb');
});

test("an endpoint that the picture cannot place is an error, not a gap", () => {
  const facts = { ...stackFacts(graph), endpoints: [{ service: "kms", kind: "interface" }] };
  expect(() => architecturePicture(facts)).toThrow("kms");
});

test("a stack without a load balancer's target group cannot be drawn", () => {
  const resources = graph.resources.filter(({ type }) => type !== "aws:lb/targetGroup:TargetGroup");
  expect(() => stackFacts({ ...graph, resources })).toThrow("aws:lb/targetGroup:TargetGroup");
});
