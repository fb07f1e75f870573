import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";

const require = createRequire(import.meta.url);
const dynalite: (options: { createTableMs: number }) => Server = require("dynalite");

/** DynamoDB with the four users' items, and a Parameter Store of one parameter, on loopback. */
export interface AwsStandIn extends AsyncDisposable {
  /** What an instance would find in its environment. */
  environment: Record<string, string>;
  setSwitch(value: string): void;
  /** From now on the table answers every call with this. */
  setTableAnswer(answer: unknown): void;
}

const tableName = "recommendations";

/** Starts both stand-ins; the switch is `true`. */
export async function startAwsStandIn(): Promise<AwsStandIn> {
  let switchValue = "true";
  let tableAnswer: string | undefined;
  const dynamoDb = dynalite({ createTableMs: 0 });
  const table = await listen(
    createServer((request, response) => {
      if (tableAnswer === undefined) {
        dynamoDb.emit("request", request, response);
      } else {
        response.setHeader("content-type", "application/x-amz-json-1.0");
        response.end(tableAnswer);
      }
    }),
  );
  const parameters = await listen(
    createServer((_, response) => {
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(
        JSON.stringify({ Parameter: { Name: "switch", Type: "String", Value: switchValue, Version: 1 } }),
      );
    }),
  );
  await fillTable(addressOf(table));
  return {
    environment: {
      HOST: "127.0.0.1",
      PORT: String(await freePort()),
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "example",
      AWS_SECRET_ACCESS_KEY: "example",
      AWS_ENDPOINT_URL_DYNAMODB: addressOf(table),
      AWS_ENDPOINT_URL_SSM: addressOf(parameters),
      AWS_EC2_METADATA_SERVICE_ENDPOINT: addressOf(parameters),
      RECOMMENDATION_TABLE: tableName,
      RECOMMENDATION_SWITCH_PARAMETER: "/soft-landing/test/RecommendationServiceEnabled",
    },
    setSwitch(value) {
      switchValue = value;
    },
    setTableAnswer(answer) {
      tableAnswer = JSON.stringify(answer);
    },
    async [Symbol.asyncDispose]() {
      parameters.closeAllConnections();
      parameters.close();
      table.closeAllConnections();
      table.close();
    },
  };
}

async function fillTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "example", secretAccessKey: "example" },
  });
  const { userId, userName, tvShow } = recommendationTable;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: userId, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: userId, AttributeType: "S" }],
    }),
  );
  await waitUntilTableExists(
    { client, minDelay: 0.01, maxDelay: 0.01, maxWaitTime: 20 },
    { TableName: tableName },
  );
  for (const id of ["1", "2", "3", "4"]) {
    const Item = { [userId]: { S: id }, [userName]: { S: `User <${id}>` }, [tvShow]: { S: `Show ${id}` } };
    await client.send(new PutItemCommand({ TableName: tableName, Item }));
  }
  client.destroy();
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port that was free a moment ago: an artifact cannot say which one it was given, so it must be told. */
async function freePort(): Promise<number> {
  const server = await listen(createServer());
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
