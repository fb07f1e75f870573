import { recommendationTable, type userIds } from "@soft-landing/shared/recommendation-table";

/** One item of the table that plays the RecommendationService. */
export interface Recommendation {
  userId: (typeof userIds)[number];
  userName: string;
  tvShow: string;
}

/** Four invented users, one for each user ID that the server picks from. */
export const recommendations: readonly Recommendation[] = [
  { userId: "1", userName: "Marisol", tvShow: "The Twilight Zone" },
  { userId: "2", userName: "Desmond", tvShow: "The Dick Van Dyke Show" },
  { userId: "3", userName: "Ingrid", tvShow: "Columbo" },
  { userId: "4", userName: "Takeshi", tvShow: "Mission: Impossible" },
];

/** A recommendation as a DynamoDB item in the service's own JSON. */
export function recommendationItem({ userId, userName, tvShow }: Recommendation): string {
  return JSON.stringify({
    [recommendationTable.userId]: { S: userId },
    [recommendationTable.userName]: { S: userName },
    [recommendationTable.tvShow]: { S: tvShow },
  });
}
