import type { StaticOperationSchema } from "@smithy/types";
import type { WireError } from "../wire-error.ts";

/** An answer before it is written to the socket. */
export interface WireAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** One of AWS's wire formats. The shapes come from the SDK's schemas, so that no operation knows how it travels. */
export interface WireProtocol {
  /** @throws AwsError SerializationException or MalformedInput where the body is not of the format */
  readInput(operation: StaticOperationSchema, body: Buffer): unknown;
  writeOutput(operation: StaticOperationSchema, output: unknown, requestId: string): WireAnswer;
  writeError(error: WireError, requestId: string): WireAnswer;
}

export type ProtocolName = "json-1.0" | "json-1.1" | "query" | "cbor";
