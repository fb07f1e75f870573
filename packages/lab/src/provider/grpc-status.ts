import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import { ResourceInitError } from "./resource-host.ts";
import { toStruct } from "./values/struct.ts";

/** A refusal that the user can act on, as one line. */
export class Refusal extends Error {}

/** Errors that neither an AWS API nor a user causes. */
const faults = [TypeError, RangeError, ReferenceError, SyntaxError, URIError];

/** Whether an error is a fault of this program, so that the lab's log should have its stack. */
export function isFault(error: unknown): boolean {
  return !(error instanceof Error) || faults.some((fault) => error instanceof fault);
}

/**
 * What the engine receives for an error. It knows two kinds of codes: with `INTERNAL`, `UNKNOWN` and
 * `DATA_LOSS`, the resource's state is unknown; with all others, the operation did not happen
 * (resourceStateAndError in provider_plugin.go).
 */
export function statusOf(error: unknown): Partial<StatusObject> {
  if (error instanceof ResourceInitError) {
    return initFailure(error);
  }
  if (isFault(error)) {
    return { code: status.INTERNAL, details: `The lab itself failed, see its log: ${oneLine(error)}` };
  }
  return { code: status.FAILED_PRECONDITION, details: oneLine(error) };
}

/** `CertificateNotFound: Certificate 'arn:…' not found` on one line, even if the message has several. */
function oneLine(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const named = error.name === "" || error.name === "Error" ? "" : `${error.name}: `;
  return `${named}${error.message}`.replaceAll(/\s*\n\s*/g, " ").trim();
}

/** The resource exists: its ID and outputs are the details of the error, where Go's gRPC looks for them. */
function initFailure(error: ResourceInitError): Partial<StatusObject> {
  const failure = new provider.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(toStruct(error.outputs))
    .setReasonsList([error.message]);
  const detail = new any.Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const details = new statusMessages.Status()
    .setCode(status.FAILED_PRECONDITION)
    .setMessage(error.message)
    .setDetailsList([detail]);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return { code: status.FAILED_PRECONDITION, details: error.message, metadata };
}
