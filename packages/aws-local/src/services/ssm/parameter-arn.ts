import type { Place } from "../../service.ts";

/** A name that starts with a slash does not get a second one. */
export function parameterArn(name: string, { region, accountId }: Place): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
}
