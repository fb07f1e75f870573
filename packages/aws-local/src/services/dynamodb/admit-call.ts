import type { Place } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { refuseUnhonoured } from "../../wire/honoured.ts";
import { isDeeperThan, mostLevels } from "../../wire/json-depth.ts";
import { honouredMembers } from "./honoured-members.ts";

/** A call in dynalite's form. */
export interface AdmittedCall {
  body: string;
  /** Replaces the names of tables with those that the caller uses. */
  answerFor(body: string): string;
}

/**
 * Checks a call before dynalite: limits its depth, refuses what would be ignored, and replaces a table's ARN
 * with its name.
 *
 * @param body DynamoDB JSON, or whatever the caller sends
 * @throws AwsError SerializationException, ValidationException, ResourceNotFoundException
 */
export function admitCall(operation: string, body: string, place: Place): AdmittedCall {
  const input = parseObject(body);
  refuseUnhonoured(operation, honouredMembers[operation] ?? {}, input);
  const named = withTableNames(input, place);
  return named ?? { body, answerFor: (answer) => answer };
}

function parseObject(body: string): Record<string, unknown> {
  if (isDeeperThan(mostLevels, body)) {
    throw serializationException(`The request body nests deeper than ${mostLevels} levels.`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw serializationException("The request body is not JSON.");
  }
  if (!isObject(parsed)) {
    throw serializationException("The request body is not a JSON object.");
  }
  return parsed;
}

function serializationException(message: string): AwsError {
  return new AwsError("SerializationException", message);
}

/** Undefined if the call names no table by its ARN, as almost always. */
function withTableNames(input: Record<string, unknown>, place: Place): AdmittedCall | undefined {
  const { TableName, RequestItems } = input;
  if (isArn(TableName)) {
    const body = JSON.stringify({ ...input, TableName: tableNameOf(TableName, place) });
    return { body, answerFor: (answer) => answer };
  }
  if (!isObject(RequestItems) || !Object.keys(RequestItems).some(isArn)) {
    return undefined;
  }
  const arns = Object.keys(RequestItems).filter(isArn);
  const namesByArn = new Map(arns.map((arn) => [arn, tableNameOf(arn, place)]));
  const arnsByName = new Map([...namesByArn].map(([arn, name]) => [name, arn]));
  return {
    body: JSON.stringify({ ...input, RequestItems: withKeys(RequestItems, namesByArn) }),
    answerFor(answer) {
      const output: Record<string, unknown> = JSON.parse(answer);
      for (const member of ["Responses", "UnprocessedKeys", "UnprocessedItems"]) {
        const tables = output[member];
        if (isObject(tables)) {
          output[member] = withKeys(tables, arnsByName);
        }
      }
      return JSON.stringify(output);
    },
  };
}

function withKeys(record: Record<string, unknown>, names: ReadonlyMap<string, string>): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [names.get(key) ?? key, value]));
}

function isArn(name: unknown): name is string {
  return typeof name === "string" && name.startsWith("arn:");
}

/** @throws AwsError ResourceNotFoundException for a table in another account or Region */
function tableNameOf(arn: string, { region, accountId }: Place): string {
  const [, partition = "", service, arnRegion, arnAccount, resource = ""] = arn.split(":", 6);
  const isHere = service === "dynamodb" && arnRegion === region && arnAccount === accountId;
  if (partition.startsWith("aws") && isHere && resource.startsWith("table/")) {
    return resource.slice("table/".length);
  }
  throw new AwsError("ResourceNotFoundException", "Requested resource not found");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
