import type { StaticOperationSchema } from "@smithy/types";
import type { ParameterTable } from "../services/ssm/parameter-table.ts";
import type { ReadThroughput } from "../services/ssm/read-throughput.ts";
import type { AwsEndpointOptions, Caller } from "./contract.ts";
import type { ServiceName } from "./service-models.ts";

/** What an operation may look at. */
export interface OperationContext {
  lab: AwsEndpointOptions;
  parameters: ParameterTable;
  parameterReads: ReadThroughput;
  region: string;
  accountId: string;
  accessKeyId: string;
  /** Undefined for a person's call. */
  caller: Caller | undefined;
}

/**
 * One AWS call, typed by the SDK and independent of its wire format. Throws the SDK's exception classes, or AwsError for errors
 * that AWS does not model.
 */
export interface AwsOperation<Input, Output extends object> {
  service: ServiceName;
  schema: StaticOperationSchema;
  handle(input: Input, context: OperationContext): Output | Promise<Output>;
}

/** An operation in the registry, where the wire format's input is not typed yet. */
export type RegisteredOperation = AwsOperation<never, object>;
