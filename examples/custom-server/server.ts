import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { readIdentity } from "./identity.ts";
import { log } from "./log.ts";
import { dropBody, send } from "./send.ts";

const { HOST, PORT, RECOMMENDATION_TABLE, RECOMMENDATION_SWITCH_PARAMETER } = process.env;
const table = new DynamoDBClient({});
const parameters = new SSMClient({});
const instance = await readIdentity();
const healthy = {
  status: "healthy",
  instance: { id: instance.id, availabilityZone: instance.availabilityZone },
};

async function getRecommendation(userId: string) {
  const { Parameter } = await parameters.send(
    new GetParameterCommand({ Name: RECOMMENDATION_SWITCH_PARAMETER }),
  );
  if (Parameter?.Value !== "true") {
    throw new Error("The RecommendationService is switched off.");
  }
  const Key = { UserId: { S: userId } };
  const { Item } = await table.send(new GetItemCommand({ TableName: RECOMMENDATION_TABLE, Key }));
  const [user, recommendation] = [Item?.UserName?.S, Item?.TVShow?.S];
  // The SDK passes on whatever the answer holds.
  if (typeof user !== "string" || typeof recommendation !== "string") {
    throw new Error("The RecommendationService did not answer with a recommendation.");
  }
  return { user, recommendation };
}

async function page(userId: string) {
  // YOUR TURN: this call fails when the RecommendationService does. What should the visitor see then?
  const { user, recommendation } = await getRecommendation(userId);
  return { build: "custom", user, recommendation, personal: true, diagnostic: null, instance };
}

async function answer(request: IncomingMessage, response: ServerResponse) {
  await dropBody(request);
  const path = URL.parse(request.url ?? "", "http://server")?.pathname;
  if (path === undefined) {
    log("The request's target is not a URL", { target: request.url });
    return send(request, response, 400, { error: "The target is not a URL." });
  }
  if (path !== "/" && path !== "/healthcheck") {
    return send(request, response, 404, { error: "There is / and /healthcheck." });
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return send(request, response, 405, { error: "Use GET or HEAD." });
  }
  if (path === "/healthcheck") {
    return send(request, response, 200, healthy);
  }
  send(request, response, 200, await page(String(1 + Math.floor(Math.random() * 4))));
}

const server = createServer((request, response) => {
  answer(request, response).catch(({ name, message }: Error) => {
    log("The request ended without a reply", { error: { name, message } });
    request.socket.destroy();
  });
});
server.keepAliveTimeout = 70_000; // longer than the load balancer keeps its idle connections
server.listen(Number(PORT), HOST);
process.on("SIGTERM", () => server.close(() => process.exit()));
