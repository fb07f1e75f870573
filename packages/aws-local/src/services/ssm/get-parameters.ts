import {
  GetParameters$,
  type GetParametersRequest,
  type GetParametersResult,
  type Parameter,
  ParameterNotFound,
  ParameterVersionNotFound,
} from "@aws-sdk/client-ssm";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsOperation, OperationContext } from "../../wire/operation.ts";
import { parseParameterReference, resolveParameter } from "./parameter-reference.ts";
import { parameterShape } from "./parameter-shape.ts";

/** Names that cannot be resolved are listed as invalid; the call itself does not fail. */
export const getParameters: AwsOperation<GetParametersRequest, GetParametersResult> = {
  service: "ssm",
  schema: GetParameters$,
  handle(input, context) {
    context.parameterReads.spend();
    checkConstraints(input, { Names: { required: true, minLength: 1, maxLength: 10 } });
    const names = [...new Set(input.Names)];
    const found = names.map((name) => ({ name, parameter: parameterNamed(name, context) }));
    return {
      Parameters: found.flatMap(({ parameter }) => parameter ?? []),
      InvalidParameters: found.flatMap(({ name, parameter }) => (parameter ? [] : name)),
    };
  },
};

function parameterNamed(name: string, context: OperationContext): Parameter | undefined {
  const reference = parseParameterReference(name);
  try {
    const { parameter, version } = resolveParameter(context.parameters, reference);
    return parameterShape(parameter, version, context, reference.selector);
  } catch (error) {
    if (error instanceof ParameterNotFound || error instanceof ParameterVersionNotFound) {
      return undefined;
    }
    throw error;
  }
}
