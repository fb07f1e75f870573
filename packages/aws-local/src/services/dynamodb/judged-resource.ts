import type { Place } from "../../service.ts";
import { isDeeperThan, mostLevels } from "../../wire/json-depth.ts";

/**
 * The ARN that IAM checks for a call: the table or index that it names, the first of several, or all tables.
 */
export function judgedResource(body: string, { region, accountId }: Place): string {
  const tables = `arn:aws:dynamodb:${region}:${accountId}:table/`;
  const { TableName, IndexName, RequestItems, ResourceArn } = parsed(body);
  if (typeof ResourceArn === "string") {
    return ResourceArn;
  }
  const [name = "*"] = [TableName, ...namesIn(RequestItems)].filter((table) => typeof table === "string");
  const table = name.startsWith("arn:") ? name : `${tables}${name}`;
  return typeof IndexName === "string" ? `${table}/index/${IndexName}` : table;
}

function parsed(body: string): Record<string, unknown> {
  try {
    return isDeeperThan(mostLevels, body) ? {} : { ...JSON.parse(body) };
  } catch {
    return {};
  }
}

function namesIn(requestItems: unknown): string[] {
  return typeof requestItems === "object" && requestItems !== null ? Object.keys(requestItems) : [];
}
