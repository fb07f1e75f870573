import {
  GetCallerIdentity$,
  type GetCallerIdentityRequest,
  type GetCallerIdentityResponse,
} from "@aws-sdk/client-sts";
import type { Operation } from "../../service.ts";
import { callerArn } from "../../wire/caller-arn.ts";

/**
 * An instance is its role's session with its instance ID. Any other caller is one user of the stack's
 * account.
 */
export const getCallerIdentity: Operation<null, GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  schema: GetCallerIdentity$,
  honours: {},
  handle(_input, _state, { caller, accountId }) {
    return {
      UserId: caller ? `AROASOFTLANDINGLAB000:${caller.instanceId}` : "AIDASOFTLANDINGLAB000",
      Account: accountId,
      Arn: callerArn(caller, accountId),
    };
  },
};
