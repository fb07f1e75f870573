import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { markdownTable } from "../markdown/markdown-table.ts";

/** Which component makes what, as a table: one row for each component of the program. */
export function componentTable(graph: ResourceGraph): string {
  const components = graph.resources.filter(
    ({ custom, type }) => !custom && type.startsWith("soft-landing:"),
  );
  const rows = components.map((component) => [
    component.type.split(":").at(-1) ?? component.type,
    childrenOf(component, graph)
      .map((child) => child.type.split(":").at(-1) ?? child.type)
      .reduce(countByName, [])
      .map(({ name, count }) => (count === 1 ? name : `${count} × ${name}`))
      .join(", "),
  ]);
  return markdownTable(["component", "makes"], rows);
}

/** Everything that `pulumi destroy` removes, by kind. */
export function removedTable(graph: ResourceGraph): string {
  const kinds = graph.resources
    .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
    .map(({ type }) => kindOf(type))
    .sort()
    .reduce(countByName, []);
  return markdownTable(
    ["resource", "how many"],
    kinds.map(({ name, count }) => [name, String(count)]),
  );
}

/** Resources that a destroy would leave behind or fail at; there should be none. */
export function keptOnDestroy(graph: ResourceGraph): string[] {
  return graph.resources.filter(isKept).map(({ urn }) => urn);
}

/** By Pulumi's options, or by the resource's own: protection against deletion, and a bucket that must be empty. */
function isKept({ type, inputs, options }: GraphResource): boolean {
  return (
    options.protect === true ||
    options.retainOnDelete === true ||
    inputs.skipDestroy === true ||
    inputs.enableDeletionProtection === true ||
    inputs.deletionProtectionEnabled === true ||
    (type === "aws:s3/bucket:Bucket" && inputs.forceDestroy !== true)
  );
}

function childrenOf({ urn }: GraphResource, graph: ResourceGraph): GraphResource[] {
  return graph.resources.filter(({ parent }) => parent === urn);
}

/** `aws:lb/targetGroup:TargetGroup` is "lb TargetGroup". */
function kindOf(type: string): string {
  const [, path = "", name = ""] = type.split(":");
  return `${path.split("/")[0]} ${name}`;
}

interface Counted {
  name: string;
  count: number;
}

function countByName(counted: Counted[], name: string): Counted[] {
  const known = counted.find((entry) => entry.name === name);
  return known === undefined
    ? [...counted, { name, count: 1 }]
    : counted.map((entry) => (entry === known ? { name, count: entry.count + 1 } : entry));
}
