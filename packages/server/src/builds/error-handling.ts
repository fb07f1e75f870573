import { userIds } from "@soft-landing/shared/recommendation-table";
import { createApp } from "../app.ts";
import { dependencyChecks } from "../dependencies/dependency-checks.ts";
import { leanParameterClient, leanTableClient } from "../dependencies/lean-clients.ts";
import { failingUnlessEnabled, recommendationsInTable } from "../dependencies/recommendations.ts";
import { switchInParameterStore } from "../dependencies/switch.ts";
import { watchSwitch } from "../dependencies/switch-watch.ts";
import { errorHandlingHandler } from "../handlers/error-handling.ts";
import {
  defaultPolicySettings,
  type PolicySettings,
  protect,
  recommendationPolicies,
} from "../policies/recommendation-policies.ts";
import { requestLog } from "../request-log.ts";
import { deepHealthRoute } from "../routes/deep-health.ts";
import { healthCheckRoute } from "../routes/healthcheck.ts";
import { pageRoute } from "../routes/page.ts";
import { answerServerError } from "../unhandled-errors.ts";
import type { Build, BuildParts, ComposedServer } from "./build.ts";

/** A page that waits for its connection gives up early (the policies); the connection itself may take longer and serve the next. */
const tableLimits = { connectTimeoutMs: 1_000, requestTimeoutMs: 250, maxSockets: 64 };
const parameterLimits = { connectTimeoutMs: 1_000, requestTimeoutMs: 1_000, maxSockets: 2 };

/** The same page with its dependencies made soft: the switch is read in the background, the table under policies. */
export const errorHandling: Build = errorHandlingWith(defaultPolicySettings);

/** The build with other numbers for its policies. */
export function errorHandlingWith(settings: PolicySettings): Build {
  return { name: "error-handling", compose: (parts) => compose(parts, settings) };
}

function compose({ environment, identity, log }: BuildParts, settings: PolicySettings): ComposedServer {
  const table = leanTableClient(environment.AWS_REGION, tableLimits);
  const parameters = leanParameterClient(environment.AWS_REGION, parameterLimits);
  const readSwitch = switchInParameterStore(parameters, environment.RECOMMENDATION_SWITCH_PARAMETER);
  const readTable = recommendationsInTable(table, environment.RECOMMENDATION_TABLE);
  const switchWatch = watchSwitch(readSwitch, log);
  const protection = recommendationPolicies(readTable, userIds[0], log, settings);
  const getRecommendation = failingUnlessEnabled(protect(readTable, protection), switchWatch.read);

  const app = createApp({
    log,
    requestLog: requestLog(log, "error-handling", environment.RECOMMENDATION_TABLE),
    routes: {
      "/": pageRoute("error-handling", identity, errorHandlingHandler(getRecommendation)),
      "/healthcheck": healthCheckRoute(identity),
      "/healthcheck/deep": deepHealthRoute(identity, dependencyChecks(readTable, readSwitch)),
    },
    onUnhandled: answerServerError(log),
  });
  return {
    app,
    async warmUp() {
      await Promise.allSettled([switchWatch.start(), readTable(userIds[0])]);
    },
    close() {
      switchWatch.stop();
      protection.stop();
      table.destroy();
      parameters.destroy();
    },
  };
}
