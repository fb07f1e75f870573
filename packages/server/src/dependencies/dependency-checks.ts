import { userIds } from "@soft-landing/shared/recommendation-table";
import type { DependencyCheck } from "../routes/deep-health.ts";
import { failingUnlessEnabled, type GetRecommendation } from "./recommendations.ts";
import type { ReadSwitch } from "./switch.ts";

/** Both dependencies as the deep health check asks them: directly, without anything that would soften a failure. */
export function dependencyChecks(readTable: GetRecommendation, readSwitch: ReadSwitch): DependencyCheck[] {
  return [
    { name: "ParameterStore", check: readSwitch },
    {
      name: "RecommendationService",
      check: () => failingUnlessEnabled(readTable, readSwitch)(userIds[0]),
    },
  ];
}
