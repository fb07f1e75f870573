import { GetParameter$, type GetParameterRequest, type GetParameterResult } from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { judgedParameter, parseParameterReference, resolveParameter } from "./parameter-reference.ts";
import { parameterShape } from "./parameter-shape.ts";
import type { SsmState } from "./ssm-state.ts";

export const getParameter: Operation<SsmState, GetParameterRequest, GetParameterResult> = {
  schema: GetParameter$,
  honours: { Name: true, WithDecryption: true },
  resource: ({ Name = "" }, place) => judgedParameter(Name, place),
  handle(input, state) {
    state.reads.spend();
    checkConstraints(input, { Name: { required: true, minLength: 1, maxLength: 2048 } });
    const reference = parseParameterReference(input.Name ?? "");
    const resolved = resolveParameter(state.parameters, reference);
    const { selector } = reference;
    return {
      Parameter: parameterShape({ ...resolved, selector, decrypted: input.WithDecryption ?? false }, state),
    };
  },
};
