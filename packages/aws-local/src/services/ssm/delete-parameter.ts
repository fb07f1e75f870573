import {
  DeleteParameter$,
  type DeleteParameterRequest,
  type DeleteParameterResult,
  ParameterNotFound,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { isWellFormedName, judgedParameter, malformedName } from "./parameter-reference.ts";
import type { SsmState } from "./ssm-state.ts";

/** Accepts only a name; other calls accept an ARN too (Systems Manager API Reference, DeleteParameter). */
export const deleteParameter: Operation<SsmState, DeleteParameterRequest, DeleteParameterResult> = {
  schema: DeleteParameter$,
  honours: { Name: true },
  resource: ({ Name = "" }, place) => judgedParameter(Name, place),
  handle(input, { parameters }) {
    checkConstraints(input, { Name: { required: true, minLength: 1, maxLength: 2048 } });
    const name = (input.Name ?? "").trim();
    if (!isWellFormedName(name)) {
      throw malformedName();
    }
    if (parameters.find(name) === undefined) {
      throw new ParameterNotFound({ message: "", $metadata: {} });
    }
    parameters.remove(name);
    return {};
  },
};
