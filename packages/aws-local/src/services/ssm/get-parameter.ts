import { GetParameter$, type GetParameterRequest, type GetParameterResult } from "@aws-sdk/client-ssm";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsOperation } from "../../wire/operation.ts";
import { parseParameterReference, resolveParameter } from "./parameter-reference.ts";
import { parameterShape } from "./parameter-shape.ts";

export const getParameter: AwsOperation<GetParameterRequest, GetParameterResult> = {
  service: "ssm",
  schema: GetParameter$,
  handle(input, context) {
    context.parameterReads.spend();
    checkConstraints(input, { Name: { required: true, minLength: 1, maxLength: 2048 } });
    const reference = parseParameterReference(input.Name ?? "");
    const { parameter, version } = resolveParameter(context.parameters, reference);
    return { Parameter: parameterShape(parameter, version, context, reference.selector) };
  },
};
