import type { Caller } from "../service.ts";

/** Who makes a call, as STS and the words of AccessDenied name it: an instance by its role's session, a person as a user. */
export function callerArn(caller: Caller | undefined, accountId: string): string {
  return caller
    ? `arn:aws:sts::${accountId}:assumed-role/${caller.roleName}/${caller.instanceId}`
    : `arn:aws:iam::${accountId}:user/lab`;
}
