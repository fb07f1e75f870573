import { randomBytes } from "node:crypto";
import { providerFunctions } from "@soft-landing/aws-local/provider-functions";
import type { Region } from "@soft-landing/aws-local/region";
import { providerAnswer, resourceTypes } from "@soft-landing/aws-local/resource-types";
import { z } from "zod";
import type { CheckRequest, ResourceHost } from "../provider/resource-host.ts";
import { changedProperties } from "../provider/values/property-changes.ts";
import type { Stack } from "./stack.ts";
import type { Stacks } from "./stacks.ts";

export interface RegionHostOptions {
  region: Region;
  stacks: Stacks;
  onChange(): void;
}

type Properties = Record<string, unknown>;

const withoutEffect = Object.keys(resourceTypes).filter(
  (type) => resourceTypes[type]?.replaceOn !== undefined,
);

/** Creates Pulumi's resources in a region, with the same handlers as for recorded graphs. */
export function createRegionHost({ region, stacks, onChange }: RegionHostOptions): ResourceHost {
  const handlers = region.resources;

  function replaceOn(type: string): readonly string[] {
    return handlers.get(type)?.replaceOn ?? resourceTypes[type]?.replaceOn ?? [];
  }

  /**
   * What the provider adds to the inputs. The ID is new each time, because a replacement has the same URN.
   */
  function identify(type: string, urn: string, name: string, inputs: Properties) {
    const seed = `${urn} ${randomBytes(8).toString("hex")}`;
    return providerAnswer(type, { urn: seed, name, inputs, region: region.region });
  }

  function stackOf(urn: string): Stack {
    const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
    return stacks.ensure(project, stack, "pulumi");
  }

  function keep(type: string, urn: string, name: string, id: string, properties: Properties): void {
    stackOf(urn).resources.set(keyOf(urn, id), { urn, type, name, id, properties });
    onChange();
  }

  /**
   * Another URN for an existing resource: the stack was renamed, or the resource has an alias. The resource
   * moves there.
   */
  function adopt(type: string, { urn, name, id }: { urn: string; name: string; id: string }): void {
    const stack = stackOf(urn);
    for (const other of stacks.list().filter(({ project }) => project === stack.project)) {
      for (const [key, resource] of other.resources) {
        if (resource.type === type && resource.id === id && resource.urn !== urn) {
          other.resources.delete(key);
          stack.resources.set(keyOf(urn, id), { ...resource, urn, name });
          onChange();
        }
      }
      stacks.forgetEmpty(other);
    }
  }

  return {
    refusal({ region: wanted }) {
      const filled = stacks.list().find(({ deployedBy }) => deployedBy === "lab");
      if (filled !== undefined) {
        return `This lab runs stack ${filled.name} from the recorded program, and Pulumi has no state of it. Stop it with \`pnpm lab down\`, then start one for Pulumi: \`pnpm lab --empty\`.`;
      }
      return typeof wanted === "string" && wanted !== region.region
        ? `This lab is in ${region.region}, and the stack's aws:region is ${wanted}. Start a lab there: \`pnpm lab --empty --region ${wanted}\`.`
        : undefined;
    },
    resourceTypes: () => [...handlers.keys(), ...withoutEffect].toSorted(),
    functions: () => providerFunctions(),

    check(type, request) {
      const naming = resourceTypes[type]?.autonamed;
      if (naming === undefined || isGiven(request.news[naming.input])) {
        return { inputs: request.news, failures: [] };
      }
      const name = physicalName(request, naming.input);
      if (name === undefined) {
        const reason = `${request.name} has no ${naming.input}, and the project's pulumi:autonaming is disabled. Give it one.`;
        return { inputs: request.news, failures: [{ property: naming.input, reason }] };
      }
      const inputs = { ...request.news, [naming.input]: name };
      const failures =
        name.length > naming.limit
          ? [
              {
                property: naming.input,
                reason: `${name} has ${name.length} characters; AWS allows at most ${naming.limit}. Choose a shorter logical name.`,
              },
            ]
          : [];
      return { inputs, failures };
    },

    diff(type, { oldInputs, news, ignoreChanges, ...identity }) {
      adopt(type, identity);
      const changed = changedProperties(oldInputs, news).filter((name) => !ignoreChanges.includes(name));
      const replacing = replaceOn(type);
      const replaces = changed.filter((name) => replacing.includes(name));
      const named = resourceTypes[type]?.autonamed?.input;
      return {
        changed,
        replaces,
        deleteBeforeReplace:
          replaces.length > 0 &&
          named !== undefined &&
          !replaces.includes(named) &&
          isExplicit(news, oldInputs, named),
      };
    },

    computed(type, operation) {
      const { added } = providerAnswer(type, { urn: "", name: "", inputs: {}, region: region.region });
      if (operation === "create") {
        return Object.keys(added);
      }
      return Object.keys(added).filter((name) => name === "latestVersion" || name === "version");
    },

    async create(type, { urn, name, inputs }) {
      const { id, added } = identify(type, urn, name, inputs);
      const outputs = { ...inputs, ...added };
      const changed = await carriedOut(type, name, () => handlers.get(type)?.create(id, outputs));
      const properties = { ...outputs, ...changed };
      keep(type, urn, name, id, properties);
      return { id, outputs: properties };
    },

    async update(type, { id, urn, name, oldOutputs, news }) {
      adopt(type, { id, urn, name });
      const outputs = { ...oldOutputs, ...news };
      for (const gone of Object.keys(oldOutputs)) {
        const isInput = !(
          gone in providerAnswer(type, { urn, name, inputs: news, region: region.region }).added
        );
        if (isInput && !(gone in news)) {
          delete outputs[gone];
        }
      }
      const changed = await carriedOut(type, name, () => handlers.get(type)?.update(id, outputs, oldOutputs));
      const properties = { ...outputs, ...changed };
      keep(type, urn, name, id, properties);
      return { outputs: properties };
    },

    async delete(type, { id, urn, name }) {
      adopt(type, { id, urn, name });
      await carriedOut(type, name, () => handlers.get(type)?.delete(id));
      const stack = stackOf(urn);
      stack.resources.delete(keyOf(urn, id));
      stacks.forgetEmpty(stack);
      onChange();
    },

    async read(type, { id, urn, name, inputs, outputs }) {
      // Without inputs, a program only reads a resource that it did not create.
      if (Object.keys(inputs).length > 0) {
        adopt(type, { id, urn, name });
      }
      const handler = handlers.get(type);
      const known = stackOf(urn).resources.has(keyOf(urn, id));
      const drift = handler === undefined ? (known ? {} : undefined) : handler.read(id);
      stacks.forgetEmpty(stackOf(urn));
      if (drift === undefined) {
        return undefined;
      }
      const driftOfInputs = Object.fromEntries(Object.entries(drift).filter(([name]) => name in inputs));
      return { id, inputs: { ...inputs, ...driftOfInputs }, outputs: { ...outputs, ...drift } };
    },

    async invoke(token, args) {
      return region.invoke(token, args);
    },
  };
}

/** During a replacement, two resources have one URN. */
function keyOf(urn: string, id: string): string {
  return `${urn} ${id}`;
}

/** The engine treats null like a missing property. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** @returns Undefined if the project requires every name, and this one is not given. */
function physicalName({ name, news, olds, autonaming }: CheckRequest, input: string): string | undefined {
  const kept = olds[input];
  if (typeof kept === "string") {
    return kept;
  }
  const prefix = news[`${input}Prefix`];
  const random = randomBytes(4).toString("hex").slice(0, 7);
  if (typeof prefix === "string") {
    return `${prefix}${random}`;
  }
  return autonaming?.mode === "disable" ? undefined : (autonaming?.proposedName ?? `${name}-${random}`);
}

/** A name that stays the same over a replacement was given by the program. */
function isExplicit(news: Properties, oldInputs: Properties, input: string): boolean {
  return news[input] !== undefined && news[input] === oldInputs[input];
}

/** @throws Error that names the property which the region does not accept */
async function carriedOut<Result>(
  type: string,
  name: string,
  act: () => Promise<Result> | undefined,
): Promise<Result | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw new Error(`${type} ${name}:\n${z.prettifyError(error)}`);
    }
    throw error;
  }
}
