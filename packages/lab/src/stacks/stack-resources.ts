import { resolve } from "node:path";
import type { GraphResource } from "@soft-landing/stack-graph/resource-graph";
import { repositoryRoot } from "../program/repository.ts";

/** A resource of a stack in the region. */
export interface StackResource {
  urn: string;
  /** Pulumi's type token. */
  type: string;
  name: string;
  id: string;
  /** The inputs, overridden by what the provider computes. */
  properties: Record<string, unknown>;
}

/** A resource of a recorded graph. A component has no ID, so its URN is used. */
export function stackResource({ urn, type, name, id, inputs, outputs }: GraphResource): StackResource {
  const properties = withAbsoluteAssets({ ...inputs, ...outputs }) as Record<string, unknown>;
  return { urn, type, name, id: id === "" ? urn : id, properties };
}

/** A graph names its assets relative to the repository. */
function withAbsoluteAssets(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withAbsoluteAssets);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if ("$asset" in value && "path" in value && typeof value.path === "string") {
    return { ...value, path: resolve(repositoryRoot, value.path) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withAbsoluteAssets(inner)]));
}
