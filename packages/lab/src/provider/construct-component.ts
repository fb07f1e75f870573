import { type ServiceError, status } from "@grpc/grpc-js";
import provider, { type ConstructRequest, type ConstructResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { parseVpcArgs } from "./awsx/vpc-args.ts";
import { ChildOutput, type PlannedChild, planVpc, type VpcPlan } from "./awsx/vpc-plan.ts";
import { type RegisteredResource, ResourceMonitor } from "./engine/resource-monitor.ts";
import { Refusal } from "./grpc-status.ts";
import type { ResourceHost } from "./resource-host.ts";
import {
  OutputValue,
  type PropertyMap,
  type PropertyValue,
  ResourceReference,
  unknown,
} from "./values/property-value.ts";
import { fromStruct, toStruct } from "./values/struct.ts";

const vpcType = "awsx:ec2:Vpc";
const zonesFunction = "aws:index/getAvailabilityZones:getAvailabilityZones";

/**
 * Creates a component as awsx does: registers it and its children with the engine, which calls back for each
 * child's `check` and `create`.
 *
 * @throws Refusal for a component other than the VPC, and for arguments that are not supported
 */
export async function constructComponent(
  request: ConstructRequest,
  host: ResourceHost,
): Promise<ConstructResponse> {
  if (request.getType() !== vpcType) {
    throw new Refusal(
      `This lab does not support the component ${request.getType()}. From awsx it supports only ${vpcType}.`,
    );
  }
  const inputs = fromStruct(request.getInputs());
  const args = parseVpcArgs(inputs);
  const zones = args.availabilityZoneNames ?? (await defaultZones(host, args.numberOfAvailabilityZones ?? 3));
  const plan = planVpc(request.getName(), args, zones);

  const monitor = new ResourceMonitor(request.getMonitorendpoint());
  try {
    const { urn } = await monitor.registerComponent(request, inputs);
    const outputs = await registerChildren(monitor, urn, plan);
    await monitor.completeComponent(urn);
    return new provider.ConstructResponse()
      .setUrn(urn)
      .setState(toStruct({ ...outputs, subnetLayout: plan.subnetLayout }));
  } finally {
    monitor.close();
  }
}

/** awsx takes the first zones of the region. */
async function defaultZones(host: ResourceHost, count: number): Promise<string[]> {
  const { names } = await host.invoke(zonesFunction, {});
  const zones = Array.isArray(names) ? names.map(String) : [];
  if (zones.length < count) {
    throw new Refusal(
      `The configured region for this provider does not have at least ${count} Availability Zones. Either specify an explicit list of zones in availabilityZoneNames or choose a region with at least ${count} AZs.`,
    );
  }
  return zones.slice(0, count);
}

/**
 * Registers children below a component, each as soon as its parent and its inputs are known.
 *
 * @returns The component's outputs, with the resources that each comes from.
 * @throws Refusal that names a child which the engine did not create
 */
async function registerChildren(
  monitor: ResourceMonitor,
  componentUrn: string,
  plan: VpcPlan,
): Promise<PropertyMap> {
  const registrations = new Map<PlannedChild, Promise<RegisteredResource>>();
  const registered = (child: PlannedChild) => {
    const registration = registrations.get(child);
    if (registration === undefined) {
      throw new TypeError(`${child.type} ${child.name} is planned after a resource that needs it.`);
    }
    return registration;
  };

  for (const child of plan.children) {
    registrations.set(child, register(monitor, componentUrn, child, registered));
  }
  // All of them, so that none is still running after one has failed.
  await Promise.allSettled(registrations.values());
  await Promise.all(registrations.values());

  const outputs: PropertyMap = {};
  for (const [output, made] of Object.entries(plan.resources)) {
    outputs[output] = await oneOrAll(made, async (child) => referenceTo(await registered(child)));
  }
  for (const [output, made] of Object.entries(plan.ids)) {
    outputs[output] = await oneOrAll(made, async (child) => idOf(await registered(child)));
  }
  return outputs;
}

async function register(
  monitor: ResourceMonitor,
  componentUrn: string,
  child: PlannedChild,
  registered: (child: PlannedChild) => Promise<RegisteredResource>,
): Promise<RegisteredResource> {
  const parent = child.parent === undefined ? undefined : (await registered(child.parent)).urn;
  const inputs: Record<string, unknown> = {};
  for (const [property, value] of Object.entries(child.inputs)) {
    inputs[property] =
      value instanceof ChildOutput ? outputOf(await registered(value.child), value.output) : value;
  }
  const { type, name } = child;
  const dependencies = parent === undefined ? [] : [parent];
  try {
    return await monitor.registerResource({
      type,
      name,
      parent: parent ?? componentUrn,
      inputs,
      dependencies,
    });
  } catch (error) {
    throw notMade(error as ServiceError, `${type} ${name}`);
  }
}

/** The engine has told the user the reason already. It only tells us that it failed. */
function notMade({ code, details }: ServiceError, child: string): Refusal {
  return new Refusal(
    code === status.UNAVAILABLE || code === status.CANCELLED
      ? "The operation was cancelled."
      : `Its child ${child} was not created: ${details}.`,
  );
}

function outputOf(resource: RegisteredResource, output: ChildOutput["output"]): OutputValue {
  return output === "id"
    ? idOf(resource)
    : new OutputValue(resource.outputs[output] ?? unknown, [resource.urn]);
}

function idOf({ id, urn }: RegisteredResource): OutputValue {
  return new OutputValue(id ?? null, [urn]);
}

function referenceTo({ id, urn }: RegisteredResource): ResourceReference {
  return new ResourceReference(urn, id);
}

async function oneOrAll(
  made: PlannedChild | readonly PlannedChild[],
  told: (child: PlannedChild) => Promise<PropertyValue>,
): Promise<PropertyValue> {
  return "inputs" in made ? told(made) : Promise.all(made.map(told));
}
