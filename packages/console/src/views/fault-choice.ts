import type { Fault } from "@soft-landing/shared/lab-api";

export type Scope = { service: NonNullable<Fault["service"]>; operation: string };

/** The calls that the servers make. */
export const scopes: readonly { text: string; scope: Scope }[] = [
  { text: "DynamoDB GetItem: the table", scope: { service: "dynamodb", operation: "GetItem" } },
  { text: "SSM GetParameter: the switch", scope: { service: "ssm", operation: "GetParameter" } },
];

/** A latency is asked for apart. */
export type Effect = Pick<Fault, "error" | "hang"> & { latency?: true };

export const effects: readonly { text: string; effect: Effect }[] = [
  {
    text: "Error: InternalServerError (500)",
    effect: { error: { statusCode: 500, code: "InternalServerError" } },
  },
  {
    text: "Throttled: ThrottlingException (400)",
    effect: { error: { statusCode: 400, code: "ThrottlingException" } },
  },
  {
    text: "Denied: AccessDeniedException (400)",
    effect: { error: { statusCode: 400, code: "AccessDeniedException" } },
  },
  { text: "Slow: answers later", effect: { latency: true } },
  { text: "Hang: never answers", effect: { hang: true } },
];

/** The fault as the lab takes it. */
export function faultOf(chosen: {
  scope: Scope | undefined;
  effect: Effect;
  percent: number;
  latencyMs: number;
  from: string;
}): Fault {
  const { latency, ...effect } = chosen.effect;
  const [kind, name] = chosen.from.split(" ", 2);
  return {
    ...chosen.scope,
    ...effect,
    ...(latency && { latencyMs: chosen.latencyMs }),
    probability: chosen.percent / 100,
    ...(kind === "zone" && name !== undefined && { target: { availabilityZone: name } }),
    ...(kind === "instance" && name !== undefined && { target: { instance: name } }),
  };
}
