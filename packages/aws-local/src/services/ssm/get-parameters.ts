import {
  GetParameters$,
  type GetParametersRequest,
  type GetParametersResult,
  type Parameter,
  ParameterNotFound,
  ParameterVersionNotFound,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { judgedParameter, parseParameterReference, resolveParameter } from "./parameter-reference.ts";
import { parameterShape } from "./parameter-shape.ts";
import type { SsmState } from "./ssm-state.ts";

/** Names that cannot be resolved are listed as invalid; the call itself does not fail. */
export const getParameters: Operation<SsmState, GetParametersRequest, GetParametersResult> = {
  schema: GetParameters$,
  honours: { Names: true, WithDecryption: true },
  resource: ({ Names = [] }, place) => judgedParameter(Names[0] ?? "", place),
  handle(input, state) {
    state.reads.spend();
    checkConstraints(input, { Names: { required: true, minLength: 1, maxLength: 10 } });
    const names = [...new Set(input.Names)];
    const found = names.map((name) => ({ name, parameter: parameterNamed(name, state) }));
    return {
      Parameters: found.flatMap(({ parameter }) => parameter ?? []),
      InvalidParameters: found.flatMap(({ name, parameter }) => (parameter ? [] : name)),
    };
  },
};

function parameterNamed(name: string, state: SsmState): Parameter | undefined {
  const reference = parseParameterReference(name);
  try {
    const { parameter, version } = resolveParameter(state.parameters, reference);
    return parameterShape(parameter, version, state, reference.selector);
  } catch (error) {
    if (error instanceof ParameterNotFound || error instanceof ParameterVersionNotFound) {
      return undefined;
    }
    throw error;
  }
}
