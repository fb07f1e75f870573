import type { RuleCondition as ConditionShape } from "@aws-sdk/client-elastic-load-balancing-v2";
import { z } from "zod";
import type { RuleCondition } from "../../load-balancer/contract.ts";

const regexValues = z.undefined("the lab does not support regular expressions; use values").optional();
const valuesSchema = z.strictObject({ values: z.array(z.string()) });

const fields = {
  hostHeader: z.strictObject({ values: z.array(z.string()), regexValues }),
  httpHeader: z.strictObject({ httpHeaderName: z.string(), values: z.array(z.string()), regexValues }),
  httpRequestMethod: valuesSchema,
  pathPattern: z.strictObject({ values: z.array(z.string()), regexValues }),
  queryStrings: z.array(z.strictObject({ key: z.string().optional(), value: z.string() })),
  sourceIp: valuesSchema,
} as const;

/** A condition as Pulumi's listener rules declare it: exactly one of the fields, in the provider's form. */
export const conditionSchema = z
  .strictObject(fields)
  .partial()
  .refine((condition) => Object.values(condition).filter((field) => field !== undefined).length === 1, {
    error: `a condition has one of ${Object.keys(fields).join(", ")}`,
  });
export type ConditionProperties = z.infer<typeof conditionSchema>;

export function conditionOf(condition: ConditionProperties): RuleCondition {
  const { hostHeader, httpHeader, httpRequestMethod, pathPattern, queryStrings, sourceIp } = condition;
  if (hostHeader !== undefined) {
    return { field: "host-header", values: hostHeader.values };
  }
  if (httpHeader !== undefined) {
    const { httpHeaderName, values } = httpHeader;
    return { field: "http-header", httpHeaderName, values };
  }
  if (httpRequestMethod !== undefined) {
    return { field: "http-request-method", values: httpRequestMethod.values };
  }
  if (pathPattern !== undefined) {
    return { field: "path-pattern", values: pathPattern.values };
  }
  if (sourceIp !== undefined) {
    return { field: "source-ip", values: sourceIp.values };
  }
  return {
    field: "query-string",
    values: (queryStrings ?? []).map(({ key, value }) => ({ ...(key !== undefined && { key }), value })),
  };
}

/** A condition as the API describes it. The two oldest fields have their values twice. */
export function conditionShape(properties: ConditionProperties): ConditionShape {
  const condition = conditionOf(properties);
  const { field: Field } = condition;
  switch (condition.field) {
    case "host-header":
      return { Field, Values: [...condition.values], HostHeaderConfig: { Values: [...condition.values] } };
    case "path-pattern":
      return { Field, Values: [...condition.values], PathPatternConfig: { Values: [...condition.values] } };
    case "http-header":
      return {
        Field,
        HttpHeaderConfig: { HttpHeaderName: condition.httpHeaderName, Values: [...condition.values] },
      };
    case "http-request-method":
      return { Field, HttpRequestMethodConfig: { Values: [...condition.values] } };
    case "query-string":
      return {
        Field,
        QueryStringConfig: { Values: condition.values.map(({ key, value }) => ({ Key: key, Value: value })) },
      };
    case "source-ip":
      return { Field, SourceIpConfig: { Values: [...condition.values] } };
  }
}
