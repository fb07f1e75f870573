import { Client } from "@grpc/grpc-js";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource, { type RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import {
  isPropertyMap,
  OutputValue,
  type PropertyMap,
  ResourceReference,
  type Unknown,
  unknown,
} from "../values/property-value.ts";
import { fromStruct, toStruct } from "../values/struct.ts";
import { called, engineChannel, inTheClear } from "./channel.ts";

/** A resource that the engine has registered. */
export interface RegisteredResource {
  urn: string;
  /** Undefined for a component. */
  id: string | Unknown | undefined;
  outputs: PropertyMap;
}

/** The part of the engine that registers the resources of a program, here a component. */
export class ResourceMonitor {
  readonly #client: Client;

  /** @param address `127.0.0.1:PORT` */
  constructor(address: string) {
    this.#client = new Client(address, inTheClear, engineChannel);
  }

  /** Registers the component that the engine asks to construct, with the options that its program gave. */
  registerComponent(request: ConstructRequest, inputs: PropertyMap): Promise<RegisteredResource> {
    const registration = registrationOf({
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      inputs,
      dependencies: request.getDependenciesList(),
    })
      .setCustom(false)
      .setAliasesList(request.getAliasesList())
      .setDeletedwith(request.getDeletedwith())
      .setReplaceWithList(request.getReplaceWithList());
    const protect = request.getProtect();
    if (protect !== undefined) {
      registration.setProtect(protect);
    }
    const retainOnDelete = request.getRetainondelete();
    if (retainOnDelete !== undefined) {
      registration.setRetainondelete(retainOnDelete);
    }
    request.getProvidersMap().forEach((provider, packageName) => {
      registration.getProvidersMap().set(packageName, provider);
    });
    return this.#register(registration);
  }

  /**
   * Registers a resource and waits until the engine has created it.
   *
   * @throws ServiceError if the engine has not created it; the engine has told the user why
   */
  registerResource(resourceToMake: {
    type: string;
    name: string;
    /** URN. */
    parent: string;
    inputs: Readonly<Record<string, unknown>>;
    /** URNs. */
    dependencies: readonly string[];
  }): Promise<RegisteredResource> {
    return this.#register(registrationOf(resourceToMake).setCustom(true));
  }

  /** Says that a component has registered all its children. */
  async completeComponent(urn: string): Promise<void> {
    await called(
      this.#client,
      resourceGrpc.ResourceMonitorService.registerResourceOutputs,
      new resource.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(toStruct({})),
    );
  }

  close(): void {
    this.#client.close();
  }

  async #register(registration: RegisterResourceRequest): Promise<RegisteredResource> {
    const response = await called(
      this.#client,
      resourceGrpc.ResourceMonitorService.registerResource,
      registration,
    );
    return {
      urn: response.getUrn(),
      id: registration.getCustom() ? response.getId() || unknown : undefined,
      outputs: fromStruct(response.getObject()),
    };
  }
}

function registrationOf(made: {
  type: string;
  name: string;
  parent: string;
  inputs: Readonly<Record<string, unknown>>;
  dependencies: readonly string[];
}): RegisterResourceRequest {
  const registration = new resource.RegisterResourceRequest()
    .setType(made.type)
    .setName(made.name)
    .setParent(made.parent)
    .setObject(toStruct(made.inputs))
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSupportspartialvalues(true)
    .setAliasspecs(true);
  const all = new Set(made.dependencies);
  for (const [property, value] of Object.entries(made.inputs)) {
    const urns = [...new Set(urnsIn(value))];
    registration
      .getPropertydependenciesMap()
      .set(property, new resource.RegisterResourceRequest.PropertyDependencies().setUrnsList(urns));
    for (const urn of urns) {
      all.add(urn);
    }
  }
  return registration.setDependenciesList([...all]);
}

/** The resources that a value comes from. */
function urnsIn(value: unknown): string[] {
  if (value instanceof OutputValue) {
    return [...value.dependencies, ...urnsIn(value.value)];
  }
  if (value instanceof ResourceReference) {
    return [value.urn];
  }
  if (Array.isArray(value)) {
    return value.flatMap(urnsIn);
  }
  return isPropertyMap(value) ? Object.values(value).flatMap(urnsIn) : [];
}
