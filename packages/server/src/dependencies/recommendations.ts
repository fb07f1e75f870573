import { type DynamoDBClient, GetItemCommand, type GetItemCommandOutput } from "@aws-sdk/client-dynamodb";
import { switchOnValue } from "@soft-landing/shared/page";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import type { ReadSwitch } from "./switch.ts";

/** A show for a user, both as plain text. */
export interface Recommendation {
  user: string;
  recommendation: string;
}

/** The RecommendationService's one call. Rejects when it fails, for whatever reason. */
export type GetRecommendation = (userId: string) => Promise<Recommendation>;

/** The switch parameter is not `true`, so every read of the table fails. */
export class RecommendationServiceDisabled extends Error {
  override name = "RecommendationServiceDisabled";
}

/** The table has no complete item for the user. */
export class RecommendationNotFound extends Error {
  override name = "RecommendationNotFound";
}

/** The table answered with something that is not a recommendation. */
export class UnexpectedAnswer extends Error {
  override name = "UnexpectedAnswer";
}

/** The RecommendationService, played by a DynamoDB table: one GetItem for one user. */
export function recommendationsInTable(client: DynamoDBClient, tableName: string): GetRecommendation {
  return async (userId) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { [recommendationTable.userId]: { S: userId } } }),
    );
    const user = textOf(Item, recommendationTable.userName);
    const recommendation = textOf(Item, recommendationTable.tvShow);
    if (user === "" || recommendation === "") {
      throw new RecommendationNotFound(`The table ${tableName} has no recommendation for user ${userId}.`);
    }
    return { user, recommendation };
  };
}

/**
 * The text of an item's attribute; empty if there is none. The SDK passes on whatever the answer contains;
 * its types promise more than it checks.
 *
 * @throws {UnexpectedAnswer} if the attribute is not text.
 */
function textOf(item: GetItemCommandOutput["Item"], attribute: string): string {
  const value: unknown = item?.[attribute];
  if (value === undefined || value === null) {
    return "";
  }
  const text = typeof value === "object" && "S" in value ? value.S : undefined;
  if (typeof text !== "string") {
    throw new UnexpectedAnswer(`The table answered with a ${attribute} that is not a string.`);
  }
  return text;
}

/**
 * The same service behind its switch: with any value except `true`, every call fails without reaching the
 * table.
 */
export function failingUnlessEnabled(
  getRecommendation: GetRecommendation,
  readSwitch: ReadSwitch,
): GetRecommendation {
  return async (userId) => {
    const value = await readSwitch();
    if (value !== switchOnValue) {
      throw new RecommendationServiceDisabled(
        `The RecommendationService is switched off: its parameter is "${value}", not "${switchOnValue}".`,
      );
    }
    return getRecommendation(userId);
  };
}
