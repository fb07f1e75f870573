/** One item of the table that plays the RecommendationService. */
export interface Recommendation {
  userId: string;
  userName: string;
  tvShow: string;
}

/** The name of the table's key attribute. */
export const userIdAttribute = "UserId";

/** Four invented users. The server picks one of the user ids 1 to 4 at random. */
export const recommendations: readonly Recommendation[] = [
  { userId: "1", userName: "Marisol", tvShow: "The Twilight Zone" },
  { userId: "2", userName: "Desmond", tvShow: "The Dick Van Dyke Show" },
  { userId: "3", userName: "Ingrid", tvShow: "Columbo" },
  { userId: "4", userName: "Takeshi", tvShow: "Mission: Impossible" },
];

/** A recommendation as a DynamoDB item in the service's own JSON. */
export function recommendationItem({ userId, userName, tvShow }: Recommendation): string {
  return JSON.stringify({
    [userIdAttribute]: { S: userId },
    UserName: { S: userName },
    TVShow: { S: tvShow },
  });
}
