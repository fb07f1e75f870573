import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import type { CheckedResource, Policy } from "./policy.ts";

/** A violation found in a recorded graph. */
export interface GraphViolation {
  policy: string;
  urn: string;
  message: string;
}

/**
 * Runs policies over the recorded graph of a stack. There every value is known, so it also finds what a first preview
 * cannot see.
 */
export function checkGraph(graph: ResourceGraph, policies: readonly Policy[]): GraphViolation[] {
  const resources = graph.resources.map(fromGraphResource);
  return policies.flatMap((policy) => [...violationsOf(policy, resources)]);
}

function* violationsOf(policy: Policy, resources: readonly CheckedResource[]): Iterable<GraphViolation> {
  if (policy.scope === "stack") {
    for (const { resource, message } of policy.check(resources)) {
      yield { policy: policy.name, urn: resource.urn, message };
    }
    return;
  }
  for (const resource of resources.filter(({ type }) => policy.types.includes(type))) {
    for (const message of policy.check(resource)) {
      yield { policy: policy.name, urn: resource.urn, message };
    }
  }
}

function fromGraphResource(resource: ResourceGraph["resources"][number]): CheckedResource {
  const { urn, type, name, inputs, propertyDependencies } = resource;
  return { urn, type, name, props: inputs, propertyDependencies };
}
