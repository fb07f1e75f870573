import type { EmbeddedDynalite } from "../services/dynamodb/embedded-dynalite.ts";
import { dynaliteOperations } from "../services/dynamodb/embedded-dynalite.ts";
import type { AwsCall, EndpointRequest, ForeignCall } from "./aws-call.ts";
import { modelForForeignCall } from "./aws-call.ts";
import type { CallerDirectory } from "./contract.ts";
import type { OperationContext } from "./operation.ts";
import { findOperation, operations } from "./operations.ts";
import { protocolOf } from "./protocols/protocols.ts";
import type { WireAnswer } from "./protocols/wire-protocol.ts";
import { AwsError, wireErrorOf } from "./wire-error.ts";

/** Answers a recognised call; every error becomes the answer that the call's protocol has for it. */
export async function answerCall(
  call: AwsCall,
  request: EndpointRequest,
  context: OperationContext,
  dynamoDb: EmbeddedDynalite,
  requestId: string,
): Promise<WireAnswer> {
  try {
    if (call.model.name === "dynamodb" && dynaliteOperations.has(call.operation)) {
      return await dynamoDb.answer(request);
    }
    const operation = findOperation(call.model.name, call.operation);
    if (!operation) {
      throw unknownOperation(`${call.model.name} ${call.operation}`);
    }
    const protocol = protocolOf(call.protocol, call.model);
    const input = protocol.readInput(operation.schema, call.body);
    const output = await operation.handle(input as never, context);
    return protocol.writeOutput(operation.schema, output, requestId);
  } catch (error) {
    return errorAnswer(error, call, requestId);
  }
}

/** An error in the form that the call's client expects. */
export function errorAnswer(error: unknown, call: AwsCall | ForeignCall, requestId: string): WireAnswer {
  const model = call.kind === "call" ? call.model : modelForForeignCall(call);
  return protocolOf(call.protocol, model).writeError(wireErrorOf(error, model), requestId);
}

/** What AWS would do where the lab has nothing to say: name the call, and what there is. */
export function unknownOperation(call: string): AwsError {
  const services = [...new Set(operations.map(({ service }) => service))].join(", ");
  return new AwsError(
    "UnknownOperationException",
    `The lab does not imitate this call (${call}). It answers dynamodb, ${services}; docs/fidelity.md lists the calls.`,
  );
}

/**
 * What AWS refuses before it looks at a call.
 *
 * @throws AwsError for an unsigned request, another Region than the stack's, or a role's credentials that have expired
 */
export function checkCredentials(
  call: AwsCall,
  region: string,
  callers: CallerDirectory,
): asserts call is AwsCall & { scope: NonNullable<AwsCall["scope"]> } {
  if (!call.scope) {
    throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  // STS also answers at its global endpoint, for which older clients sign with us-east-1.
  if (call.scope.region !== region && call.model.name !== "sts") {
    throw new AwsError(
      "InvalidSignatureException",
      `Credential should be scoped to a valid region, not '${call.scope.region}': this lab's stack stands in ${region}. Set AWS_REGION=${region}.`,
    );
  }
  if (callers.hasExpired?.(call.scope.accessKeyId)) {
    throw new AwsError("ExpiredTokenException", "The security token included in the request is expired");
  }
}
