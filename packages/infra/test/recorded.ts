import { recordStack } from "@soft-landing/stack-graph/record/record-stack";
import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { projectFolder } from "../src/artifact/artifact.ts";

/** The graph of a committed stack, with some of its config changed. */
export function recorded(stack: string, overrides: Record<string, string> = {}): Promise<ResourceGraph> {
  return recordStack({ projectFolder, stack, configFile: undefined, overrides });
}

/** All resources of a type, such as `lb/targetGroup:TargetGroup`, in the order of their names. */
export function allOf(graph: ResourceGraph, type: string): GraphResource[] {
  return graph.resources
    .filter((resource) => resource.type === type || resource.type === `aws:${type}`)
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** The only resource of a type. */
export function theOnly(graph: ResourceGraph, type: string): GraphResource {
  const [resource, ...more] = allOf(graph, type);
  if (resource === undefined || more.length > 0) {
    throw new Error(`${graph.stack} has ${more.length + (resource ? 1 : 0)} resources of type ${type}`);
  }
  return resource;
}

/** A property of an object that is not typed. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

/** The user data as the instance sees it. */
export function userDataOf(graph: ResourceGraph): string {
  const encoded = theOnly(graph, "ec2/launchTemplate:LaunchTemplate").inputs.userData;
  return Buffer.from(String(encoded), "base64").toString("utf8");
}
