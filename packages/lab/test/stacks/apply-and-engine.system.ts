import { CustomResource, type CustomResourceOptions, type Inputs, type Resource } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { withIgnoredChanges } from "@soft-landing/stack-graph/graph-difference";
import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyGraph } from "../../src/stacks/apply-graph.ts";
import { createRegionHost } from "../../src/stacks/region-host.ts";
import type { StackResource } from "../../src/stacks/stack-resources.ts";
import { createStacks } from "../../src/stacks/stacks.ts";
import { noEngine, onTheEngine, openStack, served } from "../provider/engine.ts";
import { graphOf, thing, thingType, watchedRegion } from "./watched-region.ts";

/**
 * A thing has a size that changes in place, a kind that replaces it, a note that may be null, and depends on lower numbers, as no
 * program can make a circle. Things 0 to 2 ignore changes of their size and keep their kind: for a replacement the engine takes the
 * program's value of what `ignoreChanges` names, and the lab's own update keeps the old one.
 */
const graphs = fc
  .uniqueArray(
    fc.record({
      name: fc.nat(8),
      size: fc.nat(1),
      kind: fc.nat(1),
      note: fc.constantFrom(undefined, null, "n"),
      on: fc.array(fc.nat(8), { maxLength: 3 }),
    }),
    { selector: ({ name }) => name, maxLength: 7 },
  )
  .map((things) => {
    const names = new Set(things.map(({ name }) => name));
    return graphOf(
      ...things
        .toSorted((a, b) => a.name - b.name)
        .map(({ name, size, kind, note, on }) => ({
          ...thing(`t${name}`, {
            ...{ label: `t${name}`, size, kind: name < 3 ? 0 : kind, note },
            dependencies: on.filter((other) => other < name && names.has(other)).map((other) => `t${other}`),
          }),
          options: name < 3 ? { ignoreChanges: ["size"] } : {},
        })),
    );
  });

class Thing extends CustomResource {
  constructor(name: string, inputs: Inputs, options: CustomResourceOptions) {
    super(thingType, name, inputs, options);
  }
}

/** A program that registers a graph's resources, as a person would write it. */
function programOf({ resources }: ResourceGraph): PulumiFn {
  return async () => {
    const made = new Map<string, Resource>();
    for (const { name, inputs, dependencies, options } of resources) {
      const dependsOn = dependencies.flatMap((urn) => made.get(urn) ?? []);
      made.set(name, new Thing(name, inputs, { dependsOn, ...options }));
    }
  };
}

/** What was done to which thing, in order: `create t1`. The engine's things have ids of its own. */
function labelled({ steps, existing }: ReturnType<typeof watchedRegion>) {
  const labels = new Map<string, string>();
  return () => {
    for (const [id, { label }] of existing) {
      labels.set(id, String(label));
    }
    return steps.splice(0).map((step) => {
      const [what = "", id = ""] = step.split(" ");
      return `${what} ${labels.get(id) ?? id}`;
    });
  };
}

function thingsOf({ existing }: ReturnType<typeof watchedRegion>) {
  const present = (properties: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(properties).filter(([, value]) => value !== null && value !== undefined),
    );
  return Object.fromEntries([...existing.values()].map((one) => [String(one.label), present(one)]));
}

/** The constraints of an update that an order of steps breaks. */
function brokenBy(steps: readonly string[], before: ResourceGraph, after: ResourceGraph): string[] {
  const broken: string[] = [];
  const inOrder = (first: number, second: number, what: string) => {
    if (first >= 0 && second >= 0 && first > second) {
      broken.push(what);
    }
  };
  const made = (name: string) =>
    steps.findLastIndex((step) => /^(create|update) /.test(step) && step.endsWith(` ${name}`));
  const gone = new Set(namesOf(before.resources));
  for (const name of namesOf(after.resources)) {
    gone.delete(name);
  }
  for (const { name, dependencies } of after.resources) {
    for (const other of dependencies) {
      inOrder(made(other), made(name), `${other} is ready before ${name}, which depends on it`);
    }
    for (const old of gone) {
      inOrder(made(name), steps.indexOf(`delete ${old}`), `${name} is there before ${old} goes`);
    }
  }
  for (const { name, dependencies } of before.resources.filter((resource) => gone.has(resource.name))) {
    for (const other of dependencies.filter((urn) => gone.has(urn))) {
      inOrder(
        steps.indexOf(`delete ${name}`),
        steps.indexOf(`delete ${other}`),
        `${name} goes before ${other}`,
      );
    }
  }
  return broken;
}

const namesOf = (resources: readonly GraphResource[]) => resources.map(({ name }) => name);

describe.skipIf(noEngine)(onTheEngine("the lab's own update of a stack"), () => {
  test("has the same result as Pulumi's engine, with the same steps, in an order with the same constraints", async () => {
    const [own, engines] = [watchedRegion(), watchedRegion()];
    const [ownSteps, engineSteps] = [labelled(own), labelled(engines)];
    const host = createRegionHost({ region: engines.region, stacks: createStacks(), onChange: () => {} });
    let before = graphOf();
    let program = programOf(before);
    const resources = new Map<string, StackResource>();
    const { env, faults } = await served(host);
    const stack = await openStack(env, { program: async () => program() });

    // Each graph is an update of the one before it, so nothing can be shrunk.
    const check = fc.asyncProperty(graphs, async (after) => {
      const previous = before;
      before = withIgnoredChanges(previous, after);
      program = programOf(after);
      await applyGraph({
        region: own.region,
        resources,
        before: previous,
        after: before,
        gate: async () => {},
      });
      await stack.up();
      expect(thingsOf(own)).toEqual(thingsOf(engines));
      const [ofOwn, ofEngine] = [ownSteps(), engineSteps()];
      expect(ofOwn.toSorted()).toEqual(ofEngine.toSorted());
      expect(brokenBy(ofOwn, previous, after)).toEqual([]);
      expect(brokenBy(ofEngine, previous, after)).toEqual([]);
    });
    await fc.assert(check, { numRuns: 12, endOnFailure: true });
    expect(faults).toEqual([]);
  }, 300_000);
});
