import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { recommendationTable } from "@soft-landing/shared/recommendation-table";
import { expect, test } from "vitest";
import {
  failingUnlessEnabled,
  RecommendationNotFound,
  RecommendationServiceDisabled,
  recommendationsInTable,
  UnexpectedAnswer,
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

/** The table with this answer to whatever is asked. */
function tableThatAnswers(answer: object) {
  // The SDK passes on whatever the answer holds; of the client only `send` is called.
  const client = { send: async () => answer } as unknown as DynamoDBClient;
  return recommendationsInTable(client, "shows");
}
const userName = { [recommendationTable.userName]: { S: "Ada" } };
const tvShow = { [recommendationTable.tvShow]: { S: "Columbo" } };

test.each<[string, object]>([
  ["no item", {}],
  ["an item without a name", { Item: tvShow }],
  ["an item without a show", { Item: userName }],
  ["an empty name", { Item: { ...tvShow, [recommendationTable.userName]: { S: "" } } }],
  ["an empty show", { Item: { ...userName, [recommendationTable.tvShow]: { S: "" } } }],
  ["a null for a show", { Item: { ...userName, [recommendationTable.tvShow]: null } }],
])("%s is not a recommendation, but an answer of a working table", async (_what, answer) => {
  const error = await tableThatAnswers(answer)("7").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RecommendationNotFound);
  expect(error).toMatchObject({
    name: "RecommendationNotFound",
    message: "The table shows has no recommendation for user 7.",
  });
});

test.each<[string, unknown]>([
  ["a number", { N: "5" }],
  ["a text without its type", "Columbo"],
  ["a number without its type", 5],
  ["a number for a text", { S: 5 }],
  ["a null for a text", { S: null }],
  ["a list", [{ S: "Columbo" }]],
])("%s instead of a string is an unexpected answer", async (_what, value) => {
  const answer = { Item: { ...userName, [recommendationTable.tvShow]: value } };
  const error = await tableThatAnswers(answer)("7").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnexpectedAnswer);
  expect(error).toMatchObject({
    name: "UnexpectedAnswer",
    message: `The table answered with a ${recommendationTable.tvShow} that is not a string.`,
  });
});

test("with the switch at true the table is read, for the user of the page", async () => {
  const get = failingUnlessEnabled(
    async (userId) => ({ user: userId, recommendation: "Columbo" }),
    async () => "true",
  );
  expect(await get("7")).toEqual({ user: "7", recommendation: "Columbo" });
});

test("while it is switched off, the error names the switch's value", async () => {
  const get = failingUnlessEnabled(
    () => expect.fail("was called"),
    async () => "off",
  );
  await expect(get("1")).rejects.toMatchObject({
    name: "RecommendationServiceDisabled",
    message: 'The RecommendationService is switched off: its parameter is "off", not "true".',
  });
});

test.each(["false", "TRUE", ""])("with the switch at %j the table is not read", async (value) => {
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
