import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type GraphResource,
  type ResourceGraph,
  resourceGraphSchema,
} from "@soft-landing/stack-graph/resource-graph";

const graphFolder = join(import.meta.dirname, "../../infra/dist");

/** The names of the stacks whose graphs `turbo build` has recorded. */
export function recordedStacks(): string[] {
  return globSync("*.graph.json", { cwd: graphFolder }).map((file) => file.replace(/\.graph\.json$/, ""));
}

export function readRecordedGraph(stack: string): ResourceGraph {
  const text = readFileSync(join(graphFolder, `${stack}.graph.json`), "utf8");
  return resourceGraphSchema.parse(JSON.parse(text));
}

/** The graph of the stack `basic` with other config, recorded now by the program's own command. */
export function recordGraph(config: Readonly<Record<string, string>>): ResourceGraph {
  const command = join(import.meta.dirname, "../../stack-graph/src/record/record.ts");
  const overrides = Object.entries(config).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
  const text = execFileSync(process.execPath, [command, "--stack", "basic", ...overrides], {
    encoding: "utf8",
  });
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
