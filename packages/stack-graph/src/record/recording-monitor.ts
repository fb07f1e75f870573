import { relative, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { invokeAnswer } from "@soft-landing/aws-local/provider-functions";
import { hex, providerAnswer } from "@soft-landing/aws-local/resource-types";
import type { FileAsset, GraphResource } from "../resource-graph.ts";
import { parseAutonaming, physicalName } from "./autonaming.ts";

/** Paths of assets in a graph are relative to it. */
const repositoryRoot = resolve(import.meta.dirname, "../../../..");

type Properties = Record<string, unknown>;
type Answered = (error: unknown, response: unknown) => void;

/**
 * Pulumi's own mock of the engine, which also records every resource with its options. The SDK's mocks leave
 * the options out.
 */
export class RecordingMonitor extends MockMonitor {
  readonly recorded: GraphResource[] = [];

  /** @param autonaming The value of `pulumi:autonaming`, if the project sets it. */
  constructor(project: string, stack: string, region: string, autonaming?: string) {
    const naming = parseAutonaming(autonaming);
    let current: GraphResource | undefined;
    super({
      call: ({ token, inputs }) => invokeAnswer(token, inputs, region),
      newResource: ({ inputs }) => {
        if (current === undefined) {
          throw new Error(
            "The program reads a resource instead of registering it. Recordings support only registered resources.",
          );
        }
        const { type, name, urn } = current;
        const resource = { project, stack, type, name, hex: (digits: number) => hex(urn, digits) };
        return this.#answer(current, inputs, region, physicalName(naming, resource));
      },
    });
    // The SDK's mock keeps only the parent's own type in a URN; the engine keeps all its ancestors' types.
    Object.defineProperty(this, "newUrn", {
      value: (parent: string, type: string, name: string) => urnOf(project, stack, parent, type, name),
    });
    // MockMonitor asks for the resource's answer before it yields, so `current` is this request's.
    const register = super.registerResource.bind(this);
    this.registerResource = (request: RegisterResourceRequest, answered: Answered) => {
      const urn = urnOf(project, stack, request.getParent(), request.getType(), request.getName());
      current = { urn, ...described(request) };
      this.recorded.push(current);
      const done = register(request, answered);
      current = undefined;
      return done;
    };
  }

  #answer(resource: GraphResource, inputs: Properties, region: string, autoname: string) {
    const { type, urn, name, custom } = resource;
    if (!custom && !type.startsWith("awsx:")) {
      return { id: undefined, state: inputs };
    }
    const { id, added } = providerAnswer(type, { urn, name, inputs: resource.inputs, region, autoname });
    resource.id = id;
    resource.outputs = { ...resource.inputs, ...added };
    return { id: custom ? id : undefined, state: { ...inputs, ...added, ...this.#children(resource) } };
  }

  /**
   * awsx's components create resources that neither mocks nor graphs see. The program asks for their route
   * tables.
   */
  #children({ type, urn, inputs }: GraphResource): Properties {
    if (type !== "awsx:ec2:Vpc" || !Array.isArray(inputs.availabilityZoneNames)) {
      return {};
    }
    const kinds = ["public", "private"];
    const tables = inputs.availabilityZoneNames.flatMap((zone) => kinds.map((kind) => `${kind}-${zone}`));
    return {
      routeTables: tables.map((table) => {
        const tableUrn = `${urn}-${table}`.replace(
          "awsx:ec2:Vpc::",
          "awsx:ec2:Vpc$$aws:ec2/routeTable:RouteTable::",
        );
        const id = `rtb-${hex(tableUrn, 17)}`;
        this.resources.set(tableUrn, { urn: tableUrn, id, state: {} });
        return {
          [pulumi.runtime.specialSigKey]: pulumi.runtime.specialResourceSig,
          urn: tableUrn,
          id,
        };
      }),
    };
  }
}

function urnOf(project: string, stack: string, parent: string, type: string, name: string): string {
  const ancestors = parent === "" ? "" : `${parent.split("::")[2]}$`;
  return `urn:pulumi:${[stack, project, ancestors + type, name].join("::")}`;
}

function described(request: RegisterResourceRequest): Omit<GraphResource, "urn"> {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, property) => {
    propertyDependencies[property] = dependencies.getUrnsList().toSorted();
  });
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    id: "",
    parent: request.getParent() === "" ? null : request.getParent(),
    inputs: plainProperties(request.getObject()?.toJavaScript() ?? {}),
    outputs: {},
    dependencies: request.getDependenciesList().toSorted(),
    propertyDependencies,
    options: options(request),
  };
}

/** Only what the program gave: absent options stay absent. */
function options(request: RegisterResourceRequest): GraphResource["options"] {
  const replaceOnChanges = request.getReplaceonchangesList();
  const ignoreChanges = request.getIgnorechangesList();
  const customTimeouts = timeouts(request);
  const protect = request.getProtect();
  const retainOnDelete = request.getRetainondelete();
  return {
    ...(replaceOnChanges.length > 0 && { replaceOnChanges }),
    ...(ignoreChanges.length > 0 && { ignoreChanges }),
    ...(request.getDeletebeforereplacedefined() && { deleteBeforeReplace: request.getDeletebeforereplace() }),
    ...(protect && { protect }),
    ...(retainOnDelete && { retainOnDelete }),
    ...(Object.keys(customTimeouts).length > 0 && { customTimeouts }),
  };
}

function timeouts(request: RegisterResourceRequest): Record<string, string> {
  const given = request.getCustomtimeouts();
  const all = { create: given?.getCreate(), update: given?.getUpdate(), delete: given?.getDelete() };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/** Inputs from the wire as JSON: an asset becomes its path, everything else is unchanged. */
function plainProperties(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plainValue);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const properties = value as Properties;
  return properties[pulumi.runtime.specialSigKey] === pulumi.runtime.specialAssetSig
    ? fileAsset(String(properties.path))
    : plainProperties(properties);
}

function fileAsset(path: string): FileAsset {
  const inside = relative(repositoryRoot, path);
  return { $asset: "file", path: inside.startsWith("..") ? path : inside.replaceAll("\\", "/") };
}
