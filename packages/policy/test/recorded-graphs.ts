import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type GraphResource,
  type ResourceGraph,
  resourceGraphSchema,
} from "@soft-landing/shared/resource-graph";

const graphFolder = join(import.meta.dirname, "../../infra/dist");

/** The names of the stacks whose graphs `turbo build` has recorded. */
export function recordedStacks(): string[] {
  return globSync("*.graph.json", { cwd: graphFolder }).map((file) => file.replace(/\.graph\.json$/, ""));
}

export function readRecordedGraph(stack: string): ResourceGraph {
  const text = readFileSync(join(graphFolder, `${stack}.graph.json`), "utf8");
  return resourceGraphSchema.parse(JSON.parse(text));
}

/** A copy of the graph in which somebody has changed the inputs of its resources of one type. */
export function withChange(
  graph: ResourceGraph,
  type: string,
  change: (inputs: GraphResource["inputs"], resource: GraphResource) => void,
): ResourceGraph {
  const copy = structuredClone(graph);
  for (const resource of copy.resources.filter((candidate) => candidate.type === type)) {
    change(resource.inputs, resource);
  }
  return copy;
}
