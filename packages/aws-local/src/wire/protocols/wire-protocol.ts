import type { StaticOperationSchema } from "@smithy/types";
import type { HonouredMembers } from "../honoured.ts";
import type { WireError } from "../wire-error.ts";

/** An answer before it is written to the socket. */
export interface WireAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** The input of an operation, and the members that have an effect. */
export interface ReadableOperation {
  schema: StaticOperationSchema;
  honours: HonouredMembers;
}

/**
 * One of AWS's wire formats. The shapes come from the SDK's schemas, so operations do not depend on the
 * format.
 */
export interface WireProtocol {
  /**
   * @throws AwsError SerializationException or MalformedInput if the body does not have the format,
   *   ValidationException for members that the operation does not support
   */
  readInput(operation: ReadableOperation, body: Buffer): object;
  writeOutput(operation: StaticOperationSchema, output: unknown, requestId: string): WireAnswer;
  writeError(error: WireError, requestId: string): WireAnswer;
}

export type ProtocolName = "json-1.0" | "json-1.1" | "query" | "cbor";
