import type { CallerDirectory } from "../imds/role-credentials.ts";
import type { CallContext, Place, Service, ServiceOperation } from "../service.ts";
import type { AwsCall, ForeignCall } from "./aws-call.ts";
import { AwsError } from "./aws-error.ts";
import { withoutEmptyTexts } from "./empty-texts.ts";
import { protocolOf } from "./protocols/protocols.ts";
import type { WireAnswer } from "./protocols/wire-protocol.ts";
import type { ServiceModel } from "./service-model.ts";
import { wireErrorOf } from "./wire-error.ts";

/** Answers a recognised call of a service. Every error becomes an answer in the call's protocol. */
export async function answerCall(
  call: AwsCall,
  service: Service,
  context: CallContext,
  requestId: string,
): Promise<WireAnswer> {
  try {
    if (service.engine?.operations.has(call.operation)) {
      return await service.engine.answer(call.operation, call.body);
    }
    const operation = service.operations.get(call.operation);
    if (!operation) {
      throw unknownCall(`${call.model.name} ${call.operation}`);
    }
    const output = await operation.handle(inputOf(call, operation), context);
    return protocolOf(call.protocol, call.model).writeOutput(operation.schema, output, requestId);
  } catch (error) {
    return errorAnswer(error, call, call.model, requestId);
  }
}

/** The ARN that IAM checks for the call; undefined if there is none, or if the call's input is invalid. */
export function resourceOf(call: AwsCall, service: Service, place: Place): string | undefined {
  if (service.engine?.operations.has(call.operation)) {
    return service.engine.resource(call.body, place);
  }
  const operation = service.operations.get(call.operation);
  try {
    return operation?.resource?.(inputOf(call, operation), place);
  } catch {
    return undefined;
  }
}

function inputOf(call: AwsCall, operation: ServiceOperation): object {
  const input = protocolOf(call.protocol, call.model).readInput(operation, call.body);
  return withoutEmptyTexts(operation.schema[4], input);
}

/** An error in the form that the client expects. */
export function errorAnswer(
  error: unknown,
  { protocol }: AwsCall | ForeignCall,
  model: ServiceModel,
  requestId: string,
): WireAnswer {
  return protocolOf(protocol, model).writeError(wireErrorOf(error, model), requestId);
}

/** The answer to a call that the Region does not support: it names the call. */
export function unknownCall(call: string): AwsError {
  return new AwsError(
    "UnknownOperationException",
    `The lab does not support the call ${call}. docs/fidelity.md lists the calls that it supports.`,
  );
}

/**
 * What AWS refuses before it reads a call.
 *
 * @throws AwsError for an unsigned request, another Region, or expired credentials of a role
 */
export function checkCredentials(
  call: AwsCall,
  { region }: Place,
  callers: CallerDirectory,
): asserts call is AwsCall & { scope: NonNullable<AwsCall["scope"]> } {
  if (!call.scope) {
    throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  // STS also answers at its global endpoint, for which older clients sign with us-east-1.
  if (call.scope.region !== region && call.model.name !== "sts") {
    throw new AwsError(
      "InvalidSignatureException",
      `Credential should be scoped to a valid region, not '${call.scope.region}': this endpoint is for ${region}. Set AWS_REGION=${region}.`,
    );
  }
  if (callers.hasExpired(call.scope.accessKeyId)) {
    throw new AwsError("ExpiredTokenException", "The security token included in the request is expired");
  }
}
