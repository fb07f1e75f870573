import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createApp } from "../app.ts";
import { failingUnlessEnabled, recommendationsInTable } from "../dependencies/recommendations.ts";
import { switchInParameterStore } from "../dependencies/switch.ts";
import { errorHandlingHandler } from "../handlers/error-handling.ts";
import { healthCheckRoute } from "../routes/healthcheck.ts";
import { pageRoute } from "../routes/page.ts";
import type { Build } from "./build.ts";

/** The same page with its dependencies made soft. */
export const errorHandling: Build = {
  name: "error-handling",
  compose({ environment, identity }) {
    const table = new DynamoDBClient({ region: environment.AWS_REGION });
    const parameters = new SSMClient({ region: environment.AWS_REGION });
    const getRecommendation = failingUnlessEnabled(
      recommendationsInTable(table, environment.RECOMMENDATION_TABLE),
      switchInParameterStore(parameters, environment.RECOMMENDATION_SWITCH_PARAMETER),
    );
    const app = createApp({
      routes: {
        "/": pageRoute("error-handling", identity, errorHandlingHandler(getRecommendation)),
        "/healthcheck": healthCheckRoute(identity),
      },
    });
    return {
      app,
      close() {
        table.destroy();
        parameters.destroy();
      },
    };
  },
};
