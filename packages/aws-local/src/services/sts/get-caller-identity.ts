import {
  GetCallerIdentity$,
  type GetCallerIdentityRequest,
  type GetCallerIdentityResponse,
} from "@aws-sdk/client-sts";
import { callerArn } from "../../wire/caller-arn.ts";
import type { AwsOperation } from "../../wire/operation.ts";

/** An instance is its role's session under its instance id; everybody else is one user of the stack's account. */
export const getCallerIdentity: AwsOperation<GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  service: "sts",
  schema: GetCallerIdentity$,
  handle(_input, { caller, accountId }) {
    return {
      UserId: caller ? `AROASOFTLANDINGLAB000:${caller.instanceId}` : "AIDASOFTLANDINGLAB000",
      Account: accountId,
      Arn: callerArn(caller, accountId),
    };
  },
};
