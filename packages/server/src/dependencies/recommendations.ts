import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { switchOnValue } from "@soft-landing/shared/page";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import type { ReadSwitch } from "./switch.ts";

/** A show for a user, both as text for people. */
export interface Recommendation {
  user: string;
  recommendation: string;
}

/** The RecommendationService's one call. Rejects when it fails, for whatever reason. */
export type GetRecommendation = (userId: string) => Promise<Recommendation>;

/** The switch parameter stands at something other than `true`, so every read of the table fails. */
export class RecommendationServiceDisabled extends Error {
  override name = "RecommendationServiceDisabled";
}

/** The table has no complete item for the user. */
export class RecommendationNotFound extends Error {
  override name = "RecommendationNotFound";
}

/** The RecommendationService, played by a DynamoDB table: one GetItem for one user. */
export function recommendationsInTable(client: DynamoDBClient, tableName: string): GetRecommendation {
  return async (userId) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { [recommendationTable.userId]: { S: userId } } }),
    );
    const user = Item?.[recommendationTable.userName]?.S;
    const recommendation = Item?.[recommendationTable.tvShow]?.S;
    if (user === undefined || recommendation === undefined) {
      throw new RecommendationNotFound(`The table ${tableName} has no recommendation for user ${userId}.`);
    }
    return { user, recommendation };
  };
}

/** The same service behind its switch: while that is not `true`, every call fails without reaching the table. */
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
