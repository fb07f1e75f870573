import type { Region } from "@soft-landing/aws-local/region";
import type { ServiceResource } from "@soft-landing/aws-local/service";
import type { GraphResource, ResourceGraph } from "@soft-landing/stack-graph/resource-graph";

/** In package `aws`, so that Pulumi's engine asks the lab for it. */
export const thingType = "aws:test/thing:Thing";

/** A region whose one resource type writes down what is done to it. */
export function watchedRegion(failOn?: string) {
  const steps: string[] = [];
  const existing = new Map<string, Record<string, unknown>>();
  const type: ServiceResource = {
    token: thingType,
    replaceOn: ["kind"],
    async create(id, properties) {
      steps.push(`create ${id}`);
      if (id === failOn) {
        throw new Error(`no ${id}`);
      }
      existing.set(id, properties);
      return {};
    },
    async update(id, properties) {
      steps.push(`update ${id}`);
      existing.set(id, properties);
      return {};
    },
    async delete(id) {
      steps.push(`delete ${id}`);
      existing.delete(id);
    },
    read: (id) => existing.get(id),
  };
  const region = { region: "us-east-1", resources: new Map([[type.token, type]]) } as unknown as Region;
  return { region, steps, existing };
}

/** A resource of a graph; its name is its URN and id as well. */
export function thing(
  name: string,
  { dependencies = [], ...inputs }: { dependencies?: string[]; [input: string]: unknown } = {},
) {
  const resource: GraphResource = {
    urn: name,
    type: thingType,
    name,
    custom: true,
    id: name,
    parent: null,
    inputs,
    outputs: inputs,
    dependencies,
    propertyDependencies: {},
    options: {},
  };
  return resource;
}

export function graphOf(...resources: GraphResource[]): ResourceGraph {
  return {
    version: 1,
    project: "p",
    stack: "s",
    region: "us-east-1",
    accountId: "123456789012",
    config: {},
    resources,
    outputs: {},
  };
}
