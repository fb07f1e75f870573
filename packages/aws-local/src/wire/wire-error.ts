import { ServiceException } from "@smithy/core/client";
import { NormalizedSchema, TypeRegistry } from "@smithy/core/schema";
import { AwsError } from "./aws-error.ts";
import type { ServiceModel } from "./service-model.ts";

/** The errors among AWS's common errors that have one name in the JSON protocols and another in query. */
const queryCodes: Readonly<Record<string, { code: string; statusCode: number }>> = {
  ThrottlingException: { code: "Throttling", statusCode: 400 },
  ValidationException: { code: "ValidationError", statusCode: 400 },
  AccessDeniedException: { code: "AccessDenied", statusCode: 403 },
  UnknownOperationException: { code: "InvalidAction", statusCode: 400 },
  ExpiredTokenException: { code: "ExpiredToken", statusCode: 403 },
  MissingAuthenticationTokenException: { code: "MissingAuthenticationToken", statusCode: 403 },
  InvalidSignatureException: { code: "SignatureDoesNotMatch", statusCode: 403 },
  InternalServerError: { code: "InternalFailure", statusCode: 500 },
};

/** An error before a protocol gives it its form. */
export interface WireError {
  /** For the JSON and CBOR protocols: the shape, with its namespace if the service sends one. */
  type: string;
  /** For the query protocol. */
  queryCode: string;
  /** Undefined if AWS sends no message, as for ParameterNotFound. */
  message: string | undefined;
  /** `message` or `Message`, as the shape has it. */
  messageKey: string;
  statusCode: number;
  queryStatusCode: number;
  fault: "client" | "server";
}

/** The wire form of a thrown error. A fault of this program becomes InternalServerError with its message. */
export function wireErrorOf(error: unknown, model: ServiceModel): WireError {
  if (error instanceof ServiceException) {
    return modelledError(error, model);
  }
  if (error instanceof AwsError) {
    return plainError(error.code, error.message, error.statusCode, model);
  }
  const message = error instanceof Error ? error.message : String(error);
  return plainError("InternalServerError", message, 500, model);
}

function modelledError(error: ServiceException, model: ServiceModel): WireError {
  const schema = NormalizedSchema.of(TypeRegistry.for(model.namespace).getSchema(error.name));
  const traits = schema.getMergedTraits() as ErrorTraits;
  const fallbackStatus = error.$fault === "client" ? 400 : 500;
  const [queryCode, queryStatusCode] = traits.awsQueryError ?? [error.name, traits.httpError];
  const messageKey = [...schema.structIterator()].some(([name]) => name === "Message")
    ? "Message"
    : "message";
  return {
    type: qualified(error.name, model),
    queryCode,
    message: error.message || undefined,
    messageKey,
    statusCode: traits.httpError ?? fallbackStatus,
    queryStatusCode: queryStatusCode ?? fallbackStatus,
    fault: error.$fault,
  };
}

function plainError(code: string, message: string, statusCode: number, model: ServiceModel): WireError {
  const query = queryCodes[code] ?? { code, statusCode };
  return {
    type: qualified(code, model),
    queryCode: query.code,
    message,
    messageKey: model.name === "dynamodb" && code === "AccessDeniedException" ? "Message" : "message",
    statusCode,
    queryStatusCode: query.statusCode,
    fault: statusCode < 500 ? "client" : "server",
  };
}

/** The traits of an error shape that decide its form. Smithy's own type leaves them open. */
interface ErrorTraits {
  awsQueryError?: [code: string, statusCode: number];
  httpError?: number;
}

/** DynamoDB and CloudWatch put the namespace in front; Systems Manager sends the bare name (service models; DynamoDB Developer Guide, "Error handling"). */
function qualified(name: string, model: ServiceModel): string {
  switch (model.name) {
    case "dynamodb":
      return `${coralNamespace(name) ?? "com.amazonaws.dynamodb.v20120810"}#${name}`;
    case "monitoring":
      return `${coralNamespace(name) ?? model.namespace}#${name}`;
    default:
      return name;
  }
}

/** If AWS's service framework answers instead of the service, it uses its own namespace. */
function coralNamespace(name: string): string | undefined {
  switch (name) {
    case "ThrottlingException":
      return "com.amazon.coral.availability";
    case "ValidationException":
      return "com.amazon.coral.validate";
    case "AccessDeniedException":
    case "ExpiredTokenException":
    case "InvalidSignatureException":
    case "MissingAuthenticationTokenException":
    case "SerializationException":
    case "UnknownOperationException":
    case "UnrecognizedClientException":
      return "com.amazon.coral.service";
    default:
      return undefined;
  }
}
