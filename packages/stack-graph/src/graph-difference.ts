import { isDeepStrictEqual } from "node:util";
import type { GraphResource, ResourceGraph } from "./resource-graph.ts";

export interface UpdatedResource {
  resource: GraphResource;
  /** Names of the input properties that differ. */
  properties: string[];
}

/** What an update from one graph to another does to the resources of a stack, by their URNs. */
export interface GraphDifference {
  created: GraphResource[];
  deleted: GraphResource[];
  updated: UpdatedResource[];
}

/** Compares two recordings of a stack as `pulumi up` would: by URN and inputs, without what `ignoreChanges` names. */
export function compareGraphs(before: ResourceGraph, after: ResourceGraph): GraphDifference {
  const old = new Map(before.resources.map((resource) => [resource.urn, resource]));
  const fresh = new Set(after.resources.map(({ urn }) => urn));
  return {
    created: after.resources.filter(({ urn }) => !old.has(urn)),
    deleted: before.resources.filter(({ urn }) => !fresh.has(urn)),
    updated: after.resources.flatMap((resource) => {
      const previous = old.get(resource.urn);
      const properties = previous === undefined ? [] : changedProperties(previous, resource);
      return properties.length === 0 ? [] : [{ resource, properties }];
    }),
  };
}

function changedProperties(before: GraphResource, after: GraphResource): string[] {
  const ignored = new Set(after.options.ignoreChanges ?? []);
  const names = new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)]);
  return [...names].filter(
    (name) => !ignored.has(name) && !isDeepStrictEqual(before.inputs[name], after.inputs[name]),
  );
}
