import { CborCodec, cbor } from "@smithy/core/cbor";
import { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../aws-error.ts";
import { refuseUnhonoured } from "../honoured.ts";
import { mostLevels } from "../json-depth.ts";
import type { ServiceModel } from "../service-model.ts";
import { isBoundedCbor } from "./cbor-bounds.ts";
import { queryCompatibility } from "./json-protocol.ts";
import type { WireProtocol } from "./wire-protocol.ts";

/** Smithy RPC v2 CBOR, which botocore uses with CloudWatch. */
export function cborProtocol(model: ServiceModel): WireProtocol {
  const codec = new CborCodec();
  const serializer = codec.createSerializer();
  const deserializer = codec.createDeserializer();
  const headers = (requestId: string) => ({
    "Content-Type": "application/cbor",
    "smithy-protocol": "rpc-v2-cbor",
    "x-amzn-RequestId": requestId,
  });
  return {
    readInput(operation, body) {
      if (body.byteLength === 0) {
        return {};
      }
      const map = parseMap(body);
      refuseUnhonoured(operation.schema[2], operation.honours, map);
      try {
        return deserializer.readValue(NormalizedSchema.of(operation.schema[4]), map);
      } catch {
        throw noMap();
      }
    },
    writeOutput(operation, output, requestId) {
      serializer.write(NormalizedSchema.of(operation[5]), output);
      // The next answer reuses the serializer's buffer.
      return { statusCode: 200, headers: headers(requestId), body: Uint8Array.from(serializer.flush()) };
    },
    writeError(error, requestId) {
      return {
        statusCode: error.statusCode,
        headers: { ...headers(requestId), ...queryCompatibility(model, error) },
        body: Uint8Array.from(
          cbor.serialize({ __type: error.type, [error.messageKey]: error.message ?? "" }),
        ),
      };
    },
  };
}

function parseMap(body: Buffer): object {
  if (!isBoundedCbor(body, mostLevels)) {
    throw new AwsError(
      "SerializationException",
      `The request body nests deeper than ${mostLevels} levels, claims more data than it has, or has a number without a size limit.`,
    );
  }
  let parsed: unknown;
  try {
    parsed = cbor.deserialize(body);
  } catch {
    throw noMap();
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw noMap();
  }
  return parsed;
}

function noMap(): AwsError {
  return new AwsError("SerializationException", "The request body is not a CBOR map.");
}
