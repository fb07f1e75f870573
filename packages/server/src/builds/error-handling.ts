import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";
import { userIds } from "@soft-landing/shared/recommendation-table";
import { limitedClient } from "../dependencies/client-limits.ts";
import { failingUnlessEnabled, recommendationsInTable } from "../dependencies/recommendations.ts";
import { switchInParameterStore } from "../dependencies/switch.ts";
import { watchSwitch } from "../dependencies/switch-watch.ts";
import { errorHandlingHandler } from "../handlers/error-handling.ts";
import {
  defaultPolicySettings,
  protect,
  recommendationPolicies,
} from "../policies/recommendation-policies.ts";
import { requestLog } from "../request-log.ts";
import { answerServerError } from "../unhandled-errors.ts";
import type { Build, BuildParts } from "./build.ts";

/**
 * A page's policies stop waiting for its connection early. The connection may take longer, and serve the next
 * page.
 */
const tableLimits = { connectTimeoutMs: 1_000, silenceTimeoutMs: 250, maxSockets: 64 };
const parameterLimits = { connectTimeoutMs: 1_000, silenceTimeoutMs: 1_000, maxSockets: 2 };

/**
 * The same page with soft dependencies: the switch is read in the background, the table under policies.
 *
 * @param settings the numbers of the policies
 */
export function compose({ name, environment, log }: BuildParts, settings = defaultPolicySettings): Build {
  const table = new DynamoDBClient(limitedClient(environment.AWS_REGION, tableLimits));
  const parameters = new SSMClient(limitedClient(environment.AWS_REGION, parameterLimits));
  const readSwitch = switchInParameterStore(parameters, environment.RECOMMENDATION_SWITCH_PARAMETER);
  const readTable = recommendationsInTable(table, environment.RECOMMENDATION_TABLE);
  const switchWatch = watchSwitch(readSwitch, log);
  const protection = recommendationPolicies(readTable, userIds[0], log, settings);
  return {
    page: errorHandlingHandler(failingUnlessEnabled(protect(readTable, protection), switchWatch.read)),
    readTable,
    readSwitch,
    onUnhandled: answerServerError(log),
    requestLog: requestLog(log, name, environment.RECOMMENDATION_TABLE),
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
