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

/** Names that cannot be resolved are listed as invalid; the call itself does not fail. Both come in the order of their names. */
export const getParameters: Operation<SsmState, GetParametersRequest, GetParametersResult> = {
  schema: GetParameters$,
  honours: { Names: true, WithDecryption: true },
  resource: ({ Names = [] }, place) => judgedParameter(Names[0] ?? "", place),
  handle(input, state) {
    state.reads.spend();
    checkConstraints(input, { Names: { required: true, minLength: 1, maxLength: 10 } });
    const names = [...new Set(input.Names)].toSorted();
    const decrypted = input.WithDecryption ?? false;
    const found = names.map((name) => ({ name, parameter: parameterNamed(name, decrypted, state) }));
    return {
      Parameters: found.flatMap(({ parameter }) => parameter ?? []).toSorted(byName),
      InvalidParameters: found.flatMap(({ name, parameter }) => (parameter ? [] : name)),
    };
  },
};

function byName({ Name: one = "" }: Parameter, { Name: other = "" }: Parameter): number {
  return one < other ? -1 : Number(one > other);
}

function parameterNamed(name: string, decrypted: boolean, state: SsmState): Parameter | undefined {
  const reference = parseParameterReference(name);
  try {
    const { parameter, version } = resolveParameter(state.parameters, reference);
    return parameterShape({ parameter, version, selector: reference.selector, decrypted }, state);
  } catch (error) {
    if (error instanceof ParameterNotFound || error instanceof ParameterVersionNotFound) {
      return undefined;
    }
    throw error;
  }
}
