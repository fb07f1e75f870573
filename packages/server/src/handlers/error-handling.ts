import { fallbackRecommendation } from "@soft-landing/shared/page";
import type { GetRecommendation } from "../dependencies/recommendations.ts";
import { describeError } from "../described-error.ts";
import type { PageHandler } from "./answer.ts";

/**
 * The handler with error handling: the RecommendationService is a soft dependency. If its call fails, the
 * answer is static.
 */
export function errorHandlingHandler(getRecommendation: GetRecommendation): PageHandler {
  return async (userId) => {
    try {
      const { user, recommendation } = await getRecommendation(userId);
      return { personal: true, user, recommendation };
    } catch (error) {
      return { personal: false, ...fallbackRecommendation, diagnostic: diagnosticOf(error) };
    }
  };
}

function diagnosticOf(error: unknown) {
  const { name, message } = describeError(error);
  return { dependency: "RecommendationService", error: name, message };
}
