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

/**
 * The result of an update from one graph to another: properties that `ignoreChanges` names keep their values,
 * in resources that existed. Pulumi's engine differs for a resource that it replaces: the new one gets what
 * the program says.
 */
export function withIgnoredChanges(before: ResourceGraph, after: ResourceGraph): ResourceGraph {
  const old = new Map(before.resources.map((resource) => [resource.urn, resource]));
  const resources = after.resources.map((resource) => {
    const { ignoreChanges } = resource.options;
    const previous = old.get(resource.urn);
    return ignoreChanges === undefined || previous === undefined
      ? resource
      : {
          ...resource,
          inputs: keeping(ignoreChanges, previous.inputs, resource.inputs),
          outputs: keeping(ignoreChanges, previous.outputs, resource.outputs),
        };
  });
  return { ...after, resources };
}

function keeping(names: readonly string[], before: Properties, after: Properties): Properties {
  const isKept = ([name]: [string, unknown]) => names.includes(name);
  return Object.fromEntries([
    ...Object.entries(after).filter((entry) => !isKept(entry)),
    ...Object.entries(before).filter(isKept),
  ]);
}

type Properties = Record<string, unknown>;

/** Compares two graphs of a stack as `pulumi up` would: by URN and inputs. */
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
  const names = new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)]);
  return [...names].filter(
    (name) => !isDeepStrictEqual(withoutNulls(before.inputs[name]), withoutNulls(after.inputs[name])),
  );
}

/** Pulumi's engine treats null like a missing property: sdk/go/common/resource/properties_diff.go. */
function withoutNulls(value: unknown): unknown {
  if (value === null) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (typeof value !== "object") {
    return value;
  }
  const entries = Object.entries(value as Properties).map(
    ([name, inner]) => [name, withoutNulls(inner)] as const,
  );
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}
