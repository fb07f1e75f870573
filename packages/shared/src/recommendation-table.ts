/**
 * The DynamoDB table that plays the RecommendationService: the Pulumi program writes its items, the server reads them.
 */
export const recommendationTable = {
  /** The hash key, a string. */
  userId: "UserId",
  /** The user's name as the page greets it, a string. */
  userName: "UserName",
  /** The recommended show, a string. */
  tvShow: "TVShow",
} as const;

/** The four users, by their keys in the table. Each request is for one of them, picked at random. */
export const userIds = ["1", "2", "3", "4"] as const;
