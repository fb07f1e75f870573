import { z } from "zod";
import type { GraphResource, ResourceGraph } from "./resource-graph.ts";

/**
 * The graph lacks something that the lab needs: the program has changed in a way that the lab does not know.
 */
export class GraphFault extends Error {
  override name = "GraphFault";
}

/** All resources of a type, such as `aws:lb/targetGroup:TargetGroup`. */
export function resourcesOfType(graph: ResourceGraph, type: string): GraphResource[] {
  return graph.resources.filter((resource) => resource.type === type);
}

/** The only resource of a type. @throws GraphFault if there is none, or more than one */
export function onlyResource(graph: ResourceGraph, type: string): GraphResource {
  const [resource, another] = resourcesOfType(graph, type);
  if (resource === undefined) {
    throw new GraphFault(`stack ${graph.stack} has no ${type}`);
  }
  if (another !== undefined) {
    throw new GraphFault(`stack ${graph.stack} has several ${type}: ${resource.name}, ${another.name}, …`);
  }
  return resource;
}

/** The outputs of a resource in the shape the lab needs. @throws GraphFault that names resource and property */
export function outputsOf<Schema extends z.ZodType>(
  resource: GraphResource,
  schema: Schema,
): z.infer<Schema> {
  const parsed = schema.safeParse({ ...resource.inputs, ...resource.outputs });
  if (parsed.success) {
    return parsed.data;
  }
  throw new GraphFault(`${resource.type} ${resource.name} in the graph:\n${z.prettifyError(parsed.error)}`);
}
