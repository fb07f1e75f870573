import type { GetRecommendation } from "../dependencies/recommendations.ts";
import type { PageHandler } from "./answer.ts";

/**
 * The naive handler: the RecommendationService is a hard dependency. If its call fails, so does the request.
 */
export function basicHandler(getRecommendation: GetRecommendation): PageHandler {
  return async (userId) => {
    const { user, recommendation } = await getRecommendation(userId);
    return { personal: true, user, recommendation };
  };
}
