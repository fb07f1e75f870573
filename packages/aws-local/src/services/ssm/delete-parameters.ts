import {
  DeleteParameters$,
  type DeleteParametersRequest,
  type DeleteParametersResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { judgedParameter } from "./parameter-reference.ts";
import type { SsmState } from "./ssm-state.ts";

/** Names of parameters that do not exist are listed as invalid; the call itself does not fail. */
export const deleteParameters: Operation<SsmState, DeleteParametersRequest, DeleteParametersResult> = {
  schema: DeleteParameters$,
  honours: { Names: true },
  resource: ({ Names = [] }, place) => judgedParameter(Names[0] ?? "", place),
  handle(input, { parameters }) {
    checkConstraints(input, { Names: { required: true, minLength: 1, maxLength: 10 } });
    const names = [...new Set(input.Names)].toSorted();
    const known = new Set(names.filter((name) => parameters.find(name) !== undefined));
    for (const name of known) {
      parameters.remove(name);
    }
    return { DeletedParameters: [...known], InvalidParameters: names.filter((name) => !known.has(name)) };
  },
};
