import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SSMClient } from "@aws-sdk/client-ssm";
import { type HttpLimits, leanHttpHandler } from "./lean-http-handler.ts";

/**
 * What the SDK does at every call and this server has no use for: a logger that nobody sets, the recursion guard of Lambda, and
 * a User-Agent put together anew from the features used.
 */
const idleMiddlewares = ["loggerMiddleware", "recursionDetectionMiddleware", "getUserAgentMiddleware"];

/** A DynamoDB client for the page's hot path: one attempt, bounded in time, middleware resolved once. */
export function leanTableClient(region: string, limits: HttpLimits): DynamoDBClient {
  const client = new DynamoDBClient({ ...leanSettings(region, limits), accountIdEndpointMode: "disabled" });
  for (const name of idleMiddlewares) {
    client.middlewareStack.remove(name);
  }
  return client;
}

/** An SSM client of the same kind. */
export function leanParameterClient(region: string, limits: HttpLimits): SSMClient {
  const client = new SSMClient(leanSettings(region, limits));
  for (const name of idleMiddlewares) {
    client.middlewareStack.remove(name);
  }
  return client;
}

function leanSettings(region: string, limits: HttpLimits) {
  return {
    region,
    // The page's policies decide about retries, inside its time budget.
    maxAttempts: 1,
    // Takes effect for calls without options only, so the time limits are the request handler's.
    cacheMiddleware: true,
    requestHandler: leanHttpHandler(limits),
  };
}
