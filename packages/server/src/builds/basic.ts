import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";
import { failingUnlessEnabled, recommendationsInTable } from "../dependencies/recommendations.ts";
import { switchInParameterStore } from "../dependencies/switch.ts";
import { basicHandler } from "../handlers/basic.ts";
import { endWithoutReply } from "../unhandled-errors.ts";
import type { Build, BuildParts } from "./build.ts";

/** Both calls for every page, with the SDK's defaults, and nothing that handles a failing dependency. */
export function compose({ environment, log }: BuildParts): Build {
  const table = new DynamoDBClient({ region: environment.AWS_REGION });
  const parameters = new SSMClient({ region: environment.AWS_REGION });
  const readSwitch = switchInParameterStore(parameters, environment.RECOMMENDATION_SWITCH_PARAMETER);
  const readTable = recommendationsInTable(table, environment.RECOMMENDATION_TABLE);
  return {
    page: basicHandler(failingUnlessEnabled(readTable, readSwitch)),
    readTable,
    readSwitch,
    onUnhandled: endWithoutReply(log),
    close() {
      table.destroy();
      parameters.destroy();
    },
  };
}
