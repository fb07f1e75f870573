import type { StaticOperationSchema } from "@smithy/types";
import type { z } from "zod";
import type { Honoured, HonouredMembers } from "./wire/honoured.ts";
import type { WireAnswer } from "./wire/protocols/wire-protocol.ts";
import type { ServiceModel } from "./wire/service-model.ts";

/** Where everything is: one Region of one account. */
export interface Place {
  region: string;
  accountId: string;
}

/** An instance as a caller of the AWS API. */
export interface Caller {
  instanceId: string;
  availabilityZone: string;
  /** The role of its instance profile. */
  roleName: string;
}

/** Who makes a call, and in which Region and account. */
export interface CallContext extends Place {
  accessKeyId: string;
  /** Undefined for a user's call. */
  caller: Caller | undefined;
}

/**
 * One AWS call, typed by the SDK and independent of its wire format. It sees only the state of its own
 * service. It throws the SDK's exception classes, or AwsError for errors that AWS does not model.
 */
export interface Operation<State, Input, Output extends object> {
  schema: StaticOperationSchema;
  /** The members that the handler uses. A call with others is refused. */
  honours: Honoured<Input>;
  /** The ARN that IAM checks for the call; absent if the action has no resources. */
  resource?(input: Input, place: Place): string | undefined;
  handle(input: Input, state: State, context: CallContext): Output | Promise<Output>;
}

/** An operation with any input, as a service lists it. */
type AnyOperation<State> = Omit<Operation<State, never, object>, "honours"> & { honours: HonouredMembers };

/** A resource that a program declares: its provider's ID, and its inputs with what the provider computes. */
export interface Resource<Properties> {
  id: string;
  properties: Properties;
}

/**
 * A Pulumi resource type that has an effect in the Region. The caller creates IDs, names and ARNs beforehand
 * (resource-types.ts), so a handler finds them among the properties.
 */
export interface ResourceType<State, Schema extends z.ZodType = z.ZodType> {
  /** Pulumi's token, for example `aws:lb/targetGroup:TargetGroup`. */
  token: string;
  /** The properties that the handler reads. Others are stored and shown, but have no effect. */
  schema: Schema;
  /** Input properties whose change replaces the resource. */
  replaceOn: readonly string[];
  create(resource: Resource<z.infer<Schema>>, state: State): Changed | Promise<Changed>;
  /** Absent if every change that has an effect replaces the resource. */
  update?(
    resource: Resource<z.infer<Schema>>,
    state: State,
    previous: z.infer<Schema>,
  ): Changed | Promise<Changed>;
  delete(id: string, state: State): void | Promise<void>;
  /** What now differs from what the program declared; undefined if the resource is gone. */
  read(id: string, state: State): Record<string, unknown> | undefined;
}

/** Outputs of the change, such as a launch template's `latestVersion`. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that computes nothing returns nothing.
export type Changed = Record<string, unknown> | void;

/** What a program may ask a provider for, such as `aws:ssm/getParameter:getParameter`. */
export interface ProviderFunction<State> {
  token: string;
  invoke(args: Record<string, unknown>, state: State): Record<string, unknown>;
}

/** One AWS service of a Region: its calls, and its resource types. */
export interface Service {
  model: ServiceModel;
  operations: ReadonlyMap<string, ServiceOperation>;
  /** The calls that another engine answers as a whole, as for DynamoDB. */
  engine?: ServiceEngine;
  resources: ReadonlyMap<string, ServiceResource>;
  functions: ReadonlyMap<string, (args: Record<string, unknown>) => Record<string, unknown>>;
  close(): Promise<void>;
}

/** What answers calls as a whole, without the wire's own reading and writing. */
export interface ServiceEngine {
  operations: ReadonlySet<string>;
  answer(operation: string, body: Buffer): Promise<WireAnswer>;
  /** The ARN that IAM checks for a call. */
  resource(body: Buffer, place: Place): string;
}

/** An operation with its state; what the wire has read is not typed yet. */
export interface ServiceOperation {
  schema: StaticOperationSchema;
  honours: HonouredMembers;
  resource?(input: object, place: Place): string | undefined;
  handle(input: object, context: CallContext): object | Promise<object>;
}

/** A resource type with its state; properties are as the program gave them. */
export interface ServiceResource {
  token: string;
  replaceOn: readonly string[];
  /** @throws z.ZodError if a property does not have the type's form */
  create(id: string, properties: Record<string, unknown>): Promise<Record<string, unknown>>;
  update(
    id: string,
    properties: Record<string, unknown>,
    previous: Record<string, unknown>,
  ): Promise<Record<string, unknown>>;
  delete(id: string): Promise<void>;
  read(id: string): Record<string, unknown> | undefined;
}

export interface ServiceDefinition<State> {
  model: ServiceModel;
  state: State;
  operations: readonly AnyOperation<State>[];
  engine?: ServiceEngine;
  resources?: readonly ResourceType<State>[];
  functions?: readonly ProviderFunction<State>[];
  close?(): Promise<void>;
}

/** Binds a service's operations and resource types to its state. */
export function service<State>({
  model,
  state,
  operations,
  engine,
  resources = [],
  functions = [],
  close,
}: ServiceDefinition<State>): Service {
  return {
    model,
    operations: new Map(
      operations.map(({ schema, honours, resource, handle }) => [
        schema[2],
        {
          schema,
          honours,
          // The wire reads by this operation's own schema, which is where its input's type comes from.
          ...(resource && { resource: (input, place) => resource(input as never, place) }),
          handle: (input, context) => handle(input as never, state, context),
        },
      ]),
    ),
    ...(engine && { engine }),
    resources: new Map(resources.map((type) => [type.token, bound(type, state)])),
    functions: new Map(functions.map(({ token, invoke }) => [token, (args) => invoke(args, state)])),
    close: close ?? (() => Promise.resolve()),
  };
}

function bound<State>(type: ResourceType<State>, state: State): ServiceResource {
  const { schema } = type;
  return {
    token: type.token,
    replaceOn: type.replaceOn,
    create: async (id, properties) =>
      (await type.create({ id, properties: schema.parse(properties) }, state)) ?? {},
    update: async (id, properties, previous) =>
      (await type.update?.({ id, properties: schema.parse(properties) }, state, schema.parse(previous))) ??
      {},
    delete: async (id) => type.delete(id, state),
    read: (id) => type.read(id, state),
  };
}

/** Types a resource type by its own schema. */
export function resourceType<State, Schema extends z.ZodType>(
  type: ResourceType<State, Schema>,
): ResourceType<State> {
  // A handler is only called with what its own schema has parsed.
  return type as unknown as ResourceType<State>;
}
