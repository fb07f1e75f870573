import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createApp } from "../app.ts";
import { dependencyChecks } from "../dependencies/dependency-checks.ts";
import { failingUnlessEnabled, recommendationsInTable } from "../dependencies/recommendations.ts";
import { switchInParameterStore } from "../dependencies/switch.ts";
import { basicHandler } from "../handlers/basic.ts";
import { deepHealthRoute } from "../routes/deep-health.ts";
import { healthCheckRoute } from "../routes/healthcheck.ts";
import { pageRoute } from "../routes/page.ts";
import { endWithoutReply } from "../unhandled-errors.ts";
import type { Build, BuildParts, ComposedServer } from "./build.ts";

/** Both calls for every page, the SDK's defaults, and nothing that handles a failing dependency. */
export const basic: Build = { name: "basic", compose };

function compose({ environment, identity, log }: BuildParts): ComposedServer {
  const table = new DynamoDBClient({ region: environment.AWS_REGION });
  const parameters = new SSMClient({ region: environment.AWS_REGION });
  const readSwitch = switchInParameterStore(parameters, environment.RECOMMENDATION_SWITCH_PARAMETER);
  const readTable = recommendationsInTable(table, environment.RECOMMENDATION_TABLE);
  const getRecommendation = failingUnlessEnabled(readTable, readSwitch);

  const app = createApp({
    log,
    routes: {
      "/": pageRoute("basic", identity, basicHandler(getRecommendation)),
      "/healthcheck": healthCheckRoute(identity),
      "/healthcheck/deep": deepHealthRoute(identity, dependencyChecks(readTable, readSwitch)),
    },
    onUnhandled: endWithoutReply(log),
  });
  return {
    app,
    close() {
      table.destroy();
      parameters.destroy();
    },
  };
}
