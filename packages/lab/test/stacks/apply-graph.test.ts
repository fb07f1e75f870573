import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recordedGraph, withProperty } from "../../../stack-graph/test/recorded-graph.ts";
import { applyGraph, inDependencyOrder, planSteps } from "../../src/stacks/apply-graph.ts";
import type { StackResource } from "../../src/stacks/stack-resources.ts";
import { graphOf, thing, watchedRegion } from "./watched-region.ts";

async function apply(
  before: ResourceGraph | undefined,
  after: ResourceGraph,
  watched: ReturnType<typeof watchedRegion>,
  gate: (created: readonly StackResource[]) => Promise<void> = async () => {},
) {
  const resources = new Map<string, StackResource>();
  await applyGraph({ region: watched.region, resources, before, after, gate });
}

describe("applying a graph", () => {
  test("creates what others depend on first", async () => {
    const watched = watchedRegion();
    await apply(undefined, graphOf(thing("b", { dependencies: ["a"] }), thing("a")), watched);
    expect(watched.steps).toEqual(["create a", "create b"]);
  });

  test("creates and updates before the gate, and deletes after it", async () => {
    const watched = watchedRegion();
    const before = graphOf(thing("old"), thing("same", { size: 1 }));
    await apply(undefined, before, watched);
    watched.steps.length = 0;
    await apply(before, graphOf(thing("new"), thing("same", { size: 2 })), watched, async (created) => {
      watched.steps.push(`gate ${created.map(({ id }) => id).join()}`);
    });
    expect(watched.steps).toEqual(["create new", "update same", "gate new", "delete old"]);
  });

  test("deletes what depends on others first", async () => {
    const watched = watchedRegion();
    const before = graphOf(thing("a"), thing("b", { dependencies: ["a"] }));
    await apply(undefined, before, watched);
    watched.steps.length = 0;
    await apply(before, graphOf(), watched);
    expect(watched.steps).toEqual(["delete b", "delete a"]);
  });

  test("replaces if the type says so", async () => {
    const watched = watchedRegion();
    const before = graphOf(thing("a", { kind: 1 }));
    await apply(undefined, before, watched);
    watched.steps.length = 0;
    await apply(before, graphOf(thing("a", { kind: 2 })), watched);
    expect(watched.steps).toEqual(["delete a", "create a"]);
  });

  test.each([
    ["a step fails", "c", async () => {}],
    ["the gate fails", undefined, () => Promise.reject(new Error("no c"))],
  ])("restores everything when %s", async (_when, failOn, gate) => {
    const watched = watchedRegion(failOn);
    const before = graphOf(thing("a", { size: 1 }), thing("old"), thing("r", { kind: 1 }));
    await apply(undefined, before, watched);
    const was = structuredClone(watched.existing);
    const after = graphOf(
      thing("a", { size: 2 }),
      thing("r", { kind: 2 }),
      thing("b"),
      thing("c", { dependencies: ["b"] }),
    );
    await expect(apply(before, after, watched, gate)).rejects.toThrow("no c");
    expect(watched.existing).toEqual(was);
  });

  test("from any graph to any other, ends with the other one's resources", async () => {
    const graphs = fc
      .uniqueArray(
        fc.record({ name: fc.nat(12), size: fc.nat(2), kind: fc.nat(1), on: fc.array(fc.nat(12)) }),
        {
          selector: ({ name }) => name,
        },
      )
      .map((things) =>
        graphOf(
          ...things.map(({ name, size, kind, on }) =>
            // A thing depends on lower numbers only, as no program can make a circle.
            thing(`t${name}`, {
              size,
              kind,
              dependencies: on.filter((other) => other < name).map((other) => `t${other}`),
            }),
          ),
        ),
      );
    await fc.assert(
      fc.asyncProperty(graphs, graphs, async (before, after) => {
        const watched = watchedRegion();
        await apply(undefined, before, watched);
        await apply(before, after, watched);
        expect(Object.fromEntries(watched.existing)).toEqual(
          Object.fromEntries(after.resources.map(({ id, inputs }) => [id, inputs])),
        );
      }),
    );
  });
});

describe("the order of a recorded graph", () => {
  const graph = recordedGraph("basic");

  test("puts every resource after its parent and what it depends on", () => {
    const ordered = inDependencyOrder(graph.resources);
    const position = new Map(ordered.map(({ urn }, index) => [urn, index]));
    expect(ordered).toHaveLength(graph.resources.length);
    for (const [index, { parent, dependencies }] of ordered.entries()) {
      for (const urn of [...(parent === null ? [] : [parent]), ...dependencies]) {
        expect(position.get(urn) ?? -1).toBeLessThan(index);
      }
    }
  });

  test("a changed health check is an update in place", () => {
    const other = withProperty(graph, "aws:lb/targetGroup:TargetGroup", "deregistrationDelay", 300);
    const { first, last } = planSteps(graph, other, { resources: new Map() });
    expect(first.map(({ kind, resource }) => [kind, resource.type])).toEqual([
      ["update", "aws:lb/targetGroup:TargetGroup"],
    ]);
    expect(last).toEqual([]);
  });
});
