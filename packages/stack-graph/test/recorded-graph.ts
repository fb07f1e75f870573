import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type GraphResource, type ResourceGraph, resourceGraphSchema } from "../src/resource-graph.ts";

/** The graph that the build has recorded of a committed stack. */
export function recordedGraph(stack: "basic" | "error-handling"): ResourceGraph {
  const file = join(import.meta.dirname, `../../infra/dist/${stack}.graph.json`);
  return resourceGraphSchema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The graph with one property of all resources of a type changed, in inputs and outputs alike. */
export function withProperty(
  graph: ResourceGraph,
  type: string,
  name: string,
  value: unknown,
): ResourceGraph {
  return withResources(graph, (resource) =>
    resource.type === type
      ? {
          ...resource,
          inputs: { ...resource.inputs, [name]: value },
          outputs: { ...resource.outputs, [name]: value },
        }
      : resource,
  );
}

export function withResources(
  graph: ResourceGraph,
  change: (resource: GraphResource) => GraphResource,
): ResourceGraph {
  return { ...graph, resources: graph.resources.map(change) };
}
