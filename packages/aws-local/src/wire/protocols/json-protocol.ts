import { JsonShapeDeserializer2, JsonShapeSerializer2 } from "@aws-sdk/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import type { DocumentType } from "@smithy/types";
import { AwsError } from "../aws-error.ts";
import { refuseUnhonoured } from "../honoured.ts";
import { isDeeperThan, mostLevels } from "../json-depth.ts";
import type { ServiceModel } from "../service-model.ts";
import type { WireError } from "../wire-error.ts";
import { checkJsonTypes } from "./json-types.ts";
import type { WireProtocol } from "./wire-protocol.ts";

/** AWS JSON 1.0 and 1.1, which differ only in the content type. */
export function jsonProtocol(model: ServiceModel, version: "1.0" | "1.1"): WireProtocol {
  const settings = { timestampFormat: { useTrait: true, default: epochSeconds }, jsonName: false } as const;
  const serializer = new JsonShapeSerializer2(settings);
  const deserializer = new JsonShapeDeserializer2(settings);
  const headers = (requestId: string) => ({
    "Content-Type": `application/x-amz-json-${version}`,
    "x-amzn-RequestId": requestId,
  });
  return {
    readInput(operation, body) {
      const schema = NormalizedSchema.of(operation.schema[4]);
      // Smithy: a server ignores a type's name in an input.
      const { __type, ...input } = parseObject(body);
      checkJsonTypes(schema, input);
      refuseUnhonoured(operation.schema[2], operation.honours, input);
      return deserializer.readObject(schema, input as DocumentType);
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
        body: JSON.stringify({ __type: error.type, [error.messageKey]: error.message }),
      };
    },
  };
}

/** The number of the epoch-seconds format in the SDK's codecs. */
const epochSeconds = 7 as const;

/** For clients whose code was written against the query protocol's error codes. */
export function queryCompatibility(model: ServiceModel, error: WireError): Record<string, string> {
  if (!model.awsQueryCompatible) {
    return {};
  }
  return { "x-amzn-query-error": `${error.queryCode};${error.fault === "client" ? "Sender" : "Receiver"}` };
}

function parseObject(body: Buffer): Record<string, unknown> {
  const text = body.toString("utf8");
  if (isDeeperThan(mostLevels, text)) {
    throw new AwsError("SerializationException", `The request body nests deeper than ${mostLevels} levels.`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new AwsError("SerializationException", "The request body is not JSON.");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new AwsError("SerializationException", "The request body is not a JSON object.");
  }
  return parsed as Record<string, unknown>;
}
