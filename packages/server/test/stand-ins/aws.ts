import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import dynalite from "dynalite";

/**
 * What a service does with a call: work, accept it and never answer, break the connection (once or always), answer with this
 * error, or answer 200 with this.
 */
export type Behaviour =
  | "works"
  | "hangs"
  | "breaks"
  | "breaks once"
  | { status: number; code: string }
  | { answer: unknown };

/** DynamoDB (dynalite) and Parameter Store (one parameter) on one port of loopback, each of which can be made to fail. */
export interface AwsStandIn {
  url: string;
  table: { behaviour: Behaviour; calls: number };
  parameterStore: { behaviour: Behaviour; calls: number; value: string };
  /** Lets go of calls that hang: their connections break. */
  [Symbol.asyncDispose](): Promise<void>;
}

export const tableName = "recommendations";
export const parameterName = "/soft-landing/test/RecommendationServiceEnabled";
export const recommendations = {
  "1": { user: "Ada", recommendation: "The Prisoner" },
  "2": { user: "Blaise", recommendation: "Columbo" },
  "3": { user: "Chien-Shiung", recommendation: "The Avengers" },
  "4": { user: "Dmitri", recommendation: "Star Trek" },
} as const;

const itemWith = (attribute: unknown) => ({
  Item: { UserId: { S: "1" }, UserName: attribute, TVShow: { S: "Columbo" } },
});

/** Answers of the table that are not a recommendation, and what a build calls them. */
export const strangeAnswers: [what: string, answer: unknown, error: string][] = [
  ["a number as text", itemWith({ S: 5 }), "UnexpectedAnswer"],
  ["null as text", itemWith({ S: null }), "UnexpectedAnswer"],
  ["a list as text", itemWith({ S: ["Ada"] }), "UnexpectedAnswer"],
  ["an object as text", itemWith({ S: { length: 3 } }), "UnexpectedAnswer"],
  ["a boolean as text", itemWith({ S: true }), "UnexpectedAnswer"],
  ["a number attribute", itemWith({ N: "5" }), "UnexpectedAnswer"],
  ["a list attribute", itemWith({ L: [{ S: "Ada" }] }), "UnexpectedAnswer"],
  ["an attribute without a type", itemWith({}), "UnexpectedAnswer"],
  ["an empty text", itemWith({ S: "" }), "RecommendationNotFound"],
  ["an item without the attribute", itemWith(undefined), "RecommendationNotFound"],
  ["an attribute that is null", itemWith(null), "RecommendationNotFound"],
  ["an empty item", { Item: {} }, "RecommendationNotFound"],
  ["no item", {}, "RecommendationNotFound"],
  ["a number in the item's place", { Item: 5 }, "RecommendationNotFound"],
  ["a list", [], "RecommendationNotFound"],
  ["null", null, "RecommendationNotFound"],
];

/** Answers of Parameter Store without a value that is text. */
export const answersWithoutValue: [what: string, answer: unknown][] = [
  ["no parameter", {}],
  ["a parameter without a value", { Parameter: { Name: parameterName } }],
  ["null as the value", { Parameter: { Name: parameterName, Value: null } }],
  ["a boolean as the value", { Parameter: { Name: parameterName, Value: true } }],
  ["a list as the value", { Parameter: { Name: parameterName, Value: ["true"] } }],
  ["a list", []],
];

export async function startAws(): Promise<AwsStandIn> {
  const dynamoDb = dynalite({ createTableMs: 0 });
  const standIn = {
    url: "",
    table: { behaviour: "works" as Behaviour, calls: 0 },
    parameterStore: { behaviour: "works" as Behaviour, calls: 0, value: "true" },
  };
  const front = createServer((request, response) => {
    const isParameterStore = String(request.headers["x-amz-target"]).startsWith("AmazonSSM.");
    const service = isParameterStore ? standIn.parameterStore : standIn.table;
    service.calls += 1;
    if (service.behaviour === "hangs") {
      return;
    }
    if (service.behaviour === "breaks" || service.behaviour === "breaks once") {
      if (service.behaviour === "breaks once") {
        service.behaviour = "works";
      }
      request.socket.resetAndDestroy();
    } else if (typeof service.behaviour === "object") {
      if ("answer" in service.behaviour) {
        answerJson(response, service.behaviour.answer);
      } else {
        answerError(response, service.behaviour);
      }
    } else if (isParameterStore) {
      void answerParameter(request, response, standIn.parameterStore.value);
    } else {
      dynamoDb.emit("request", request, response);
    }
  });
  standIn.url = await listen(front);
  await fillTable(standIn.url);
  standIn.table.calls = 0;
  return {
    ...standIn,
    async [Symbol.asyncDispose]() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answerError(response: ServerResponse, { status, code }: { status: number; code: string }): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify({ __type: code, message: `The test makes this call fail with ${code}` }));
}

function answerJson(response: ServerResponse, answer: unknown): void {
  response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(answer));
}

async function answerParameter(
  request: IncomingMessage,
  response: ServerResponse,
  value: string,
): Promise<void> {
  const { Name } = JSON.parse(await text(request));
  if (Name !== parameterName) {
    return answerError(response, { status: 400, code: "ParameterNotFound" });
  }
  answerJson(response, { Parameter: { Name, Type: "String", Value: value, Version: 1 } });
}

async function fillTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: recommendationTable.userId, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: recommendationTable.userId, AttributeType: "S" }],
    }),
  );
  while (
    (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table?.TableStatus !== "ACTIVE"
  ) {}
  for (const [id, { user, recommendation }] of Object.entries(recommendations)) {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          [recommendationTable.userId]: { S: id },
          [recommendationTable.userName]: { S: user },
          [recommendationTable.tvShow]: { S: recommendation },
        },
      }),
    );
  }
  client.destroy();
}
