import type { Region } from "@soft-landing/aws-local/region";
import { compareGraphs } from "@soft-landing/stack-graph/graph-difference";
import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { type StackResource, stackResource } from "./stack-resources.ts";

export interface ApplyOptions {
  region: Region;
  /** The stack's resources, updated at each step. */
  resources: Map<string, StackResource>;
  /** Undefined for a new stack. */
  before: ResourceGraph | undefined;
  /** With the old values of what `ignoreChanges` names: see `withIgnoredChanges`. */
  after: ResourceGraph;
  /** Called when everything new exists and nothing old is gone. Rejects if the new release does not serve. */
  gate(created: readonly StackResource[]): Promise<void>;
}

/**
 * Takes a stack from one graph to another as Pulumi's engine would: dependencies are created first and
 * deleted last. If a step or the gate fails, every step is undone and the stack is as before.
 *
 * @throws whatever a resource's handler or the gate throws
 */
export async function applyGraph(options: ApplyOptions): Promise<void> {
  const { before, after, gate } = options;
  const steps = planSteps(before, after, options.region);
  const undo: (() => Promise<void>)[] = [];
  const created: StackResource[] = [];
  try {
    for (const step of steps.first) {
      const resource = stackResource(step.resource);
      if (step.kind === "create") {
        undo.push(() => remove(resource, options));
        created.push(await create(resource, options));
      } else if (step.kind === "replace") {
        const old = stackResource(step.previous);
        await remove(old, options);
        undo.push(() => create(old, options).then(() => {}));
        undo.push(() => remove(resource, options));
        created.push(await create(resource, options));
      } else {
        const old = stackResource(step.previous);
        undo.push(() => update(old, resource, options));
        await update(resource, old, options);
      }
    }
    await gate(created);
  } catch (error) {
    for (const step of undo.toReversed()) {
      await step().catch(() => {});
    }
    throw error;
  }
  for (const resource of steps.last) {
    await remove(stackResource(resource), options);
  }
}

type Step =
  | { kind: "create"; resource: GraphResource }
  | { kind: "update" | "replace"; resource: GraphResource; previous: GraphResource };

interface Steps {
  /** Creates, updates and replacements, each after its dependencies. */
  first: Step[];
  /** Deletes, each before its dependencies. */
  last: GraphResource[];
}

/** Orders the difference of two graphs. */
export function planSteps(
  before: ResourceGraph | undefined,
  after: ResourceGraph,
  region: Pick<Region, "resources">,
): Steps {
  const difference = compareGraphs(before ?? { ...after, resources: [] }, after);
  const old = new Map((before?.resources ?? []).map((resource) => [resource.urn, resource]));
  const createdUrns = new Set(difference.created.map(({ urn }) => urn));
  const updates = new Map(difference.updated.map((updated) => [updated.resource.urn, updated.properties]));
  const first = inDependencyOrder(after.resources).flatMap((resource): Step[] => {
    if (createdUrns.has(resource.urn)) {
      return [{ kind: "create", resource }];
    }
    const changed = updates.get(resource.urn);
    const previous = old.get(resource.urn);
    if (changed === undefined || previous === undefined) {
      return [];
    }
    const replaceOn = [
      ...(region.resources.get(resource.type)?.replaceOn ?? []),
      ...(resource.options.replaceOnChanges ?? []),
    ];
    return [
      { kind: changed.some((name) => replaceOn.includes(name)) ? "replace" : "update", resource, previous },
    ];
  });
  return { first, last: inDependencyOrder(difference.deleted).toReversed() };
}

/** Every resource after its dependencies and its parent; otherwise in the order of the graph. */
export function inDependencyOrder(resources: readonly GraphResource[]): GraphResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<GraphResource>();
  const visit = (resource: GraphResource | undefined, path: ReadonlySet<string>): void => {
    if (resource === undefined || ordered.has(resource) || path.has(resource.urn)) {
      return;
    }
    const next = new Set(path).add(resource.urn);
    for (const urn of [...(resource.parent === null ? [] : [resource.parent]), ...resource.dependencies]) {
      visit(byUrn.get(urn), next);
    }
    ordered.add(resource);
  };
  for (const resource of resources) {
    visit(resource, new Set());
  }
  return [...ordered];
}

async function create(resource: StackResource, { region, resources }: ApplyOptions): Promise<StackResource> {
  await region.resources.get(resource.type)?.create(resource.id, resource.properties);
  resources.set(resource.urn, resource);
  return resource;
}

async function update(
  resource: StackResource,
  previous: StackResource,
  { region, resources }: ApplyOptions,
): Promise<void> {
  await region.resources.get(resource.type)?.update(previous.id, resource.properties, previous.properties);
  resources.set(resource.urn, resource);
}

async function remove(resource: StackResource, { region, resources }: ApplyOptions): Promise<void> {
  await region.resources.get(resource.type)?.delete(resource.id);
  if (resources.get(resource.urn)?.id === resource.id) {
    resources.delete(resource.urn);
  }
}
