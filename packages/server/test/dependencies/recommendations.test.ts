import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import { expect, test } from "vitest";
import {
  failingUnlessEnabled,
  RecommendationNotFound,
  RecommendationServiceDisabled,
  recommendationsInTable,
} from "../../src/dependencies/recommendations.ts";
import { recommendations, startAws, tableName } from "../stand-ins/aws.ts";

async function startTable() {
  const aws = await startAws();
  const client = new DynamoDBClient({
    region: "us-east-1",
    endpoint: aws.url,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  return {
    client,
    get: recommendationsInTable(client, tableName),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await aws[Symbol.asyncDispose]();
    },
  };
}

test("a user's item is that user's recommendation", async () => {
  await using table = await startTable();
  expect(await table.get("2")).toEqual(recommendations["2"]);
});

test("a user without an item, and one without a show, are not found, by table and user", async () => {
  await using table = await startTable();
  await table.client.send(
    new PutItemCommand({
      TableName: tableName,
      Item: { [recommendationTable.userId]: { S: "5" }, [recommendationTable.userName]: { S: "Emmy" } },
    }),
  );
  for (const user of ["4711", "5"]) {
    const message = `The table ${tableName} has no recommendation for user ${user}.`;
    await expect(table.get(user)).rejects.toThrow(new RecommendationNotFound(message));
  }
});

test.each(["false", "TRUE", ""])("with the switch at %j the table is left alone", async (value) => {
  let calls = 0;
  const get = failingUnlessEnabled(
    async () => {
      calls += 1;
      return recommendations["1"];
    },
    async () => value,
  );
  await expect(get("1")).rejects.toBeInstanceOf(RecommendationServiceDisabled);
  expect(calls).toBe(0);
});
