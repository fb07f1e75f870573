import { type ResourceGraph, resourceGraphSchema } from "@soft-landing/stack-graph/resource-graph";
import { readRepositoryFile } from "./repository.ts";

/** The recorded graph of a stack, as `turbo build` writes it. */
export function readRecordedGraph(stack: string): ResourceGraph {
  const path = `packages/infra/dist/${stack}.graph.json`;
  try {
    return resourceGraphSchema.parse(JSON.parse(readRepositoryFile(path)));
  } catch (cause) {
    throw new Error(`${path} cannot be read. Record it with: pnpm turbo build`, { cause });
  }
}
