import { invokeAnswer } from "../../provider-functions.ts";
import type { ProviderFunction } from "../../service.ts";
import type { SsmState } from "./ssm-state.ts";

/** `aws.ssm.getParameter`: a parameter of the account, or one of the public ones that AWS keeps, such as machine images. */
export const getParameterFunction: ProviderFunction<SsmState> = {
  token: "aws:ssm/getParameter:getParameter",
  invoke(args, { parameters, region }) {
    const own = parameters.find(String(args.name));
    const latest = own?.versions.at(-1);
    return own !== undefined && latest !== undefined
      ? { name: own.name, id: own.name, type: own.type, value: latest.value, version: latest.version }
      : invokeAnswer("aws:ssm/getParameter:getParameter", args, region);
  },
};
