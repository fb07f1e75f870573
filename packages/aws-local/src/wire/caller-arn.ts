import type { Caller } from "../service.ts";

/**
 * The caller, as STS and AccessDenied messages name it: an instance by its role's session, any other caller
 * as a user.
 */
export function callerArn(caller: Caller | undefined, accountId: string): string {
  return caller
    ? `arn:aws:sts::${accountId}:assumed-role/${caller.roleName}/${caller.instanceId}`
    : `arn:aws:iam::${accountId}:user/lab`;
}
