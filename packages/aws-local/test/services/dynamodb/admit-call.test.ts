import { describe, expect, test } from "vitest";
import { admitCall } from "../../../src/services/dynamodb/admit-call.ts";

const place = { region: "us-east-1", accountId: "123456789012" };
const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/shows";
const admit = (operation: string, input: unknown) => admitCall(operation, JSON.stringify(input), place);
const bodyOf = (operation: string, input: unknown) => JSON.parse(admit(operation, input).body);

describe("a call of DynamoDB", () => {
  test("is passed on byte for byte if it names its table by name", () => {
    const body = '{ "TableName": "shows", "Key": { "id": { "S": "1" } } }';
    const admitted = admitCall("GetItem", body, place);
    expect(admitted.body).toBe(body);
    expect(admitted.answerFor("{}")).toBe("{}");
  });

  test("may name its table by the ARN", () => {
    expect(bodyOf("GetItem", { TableName: arn, Key: {} })).toEqual({ TableName: "shows", Key: {} });
  });

  test("gets its tables back under the names that it used", () => {
    const { body, answerFor } = admit("BatchGetItem", {
      RequestItems: { [arn]: { Keys: [] }, other: { Keys: [] } },
    });
    expect(JSON.parse(body)).toEqual({ RequestItems: { shows: { Keys: [] }, other: { Keys: [] } } });
    const answer = { Responses: { shows: [1], other: [2] }, UnprocessedKeys: { shows: {} } };
    expect(JSON.parse(answerFor(JSON.stringify(answer)))).toEqual({
      Responses: { [arn]: [1], other: [2] },
      UnprocessedKeys: { [arn]: {} },
    });
    const write = admit("BatchWriteItem", { RequestItems: { [arn]: [] } });
    expect(JSON.parse(write.answerFor('{"UnprocessedItems":{"shows":[]}}'))).toEqual({
      UnprocessedItems: { [arn]: [] },
    });
  });

  test.each([
    ["of another Region", arn.replace("us-east-1", "eu-west-1")],
    ["of another account", arn.replace("123456789012", "210987654321")],
    ["of another service", arn.replace(":dynamodb:", ":s3:")],
    ["of another partition", arn.replace("arn:aws:", "arn:azure:")],
    ["of no table", arn.replace("table/", "index/")],
  ])("finds no table under an ARN %s", (_what, foreign) => {
    expect(() => admit("GetItem", { TableName: foreign })).toThrow(
      expect.objectContaining({
        code: "ResourceNotFoundException",
        message: "Requested resource not found",
      }),
    );
  });

  test.each([
    ["no JSON", "{", "is not JSON"],
    ["a list", "[]", "is not a JSON object"],
    ["null", "null", "is not a JSON object"],
    ["a text", '"x"', "is not a JSON object"],
    [
      "nesting without end",
      `{"Item":${'{"L":['.repeat(100_000)}${"]}".repeat(100_000)}}`,
      "deeper than 128 levels",
    ],
  ])("of %s is refused before it is read", (_what, body, message) => {
    expect(() => admitCall("PutItem", body, place)).toThrow(
      expect.objectContaining({ code: "SerializationException", message: expect.stringContaining(message) }),
    );
  });

  test.each([
    [
      "PutItem",
      { ReturnItemCollectionMetrics: "SIZE" },
      'ReturnItemCollectionMetrics "SIZE" (it takes NONE)',
    ],
    [
      "CreateTable",
      { Tags: [{ Key: "a", Value: "b" }] },
      "Tags (it takes AttributeDefinitions, BillingMode,",
    ],
    ["CreateTable", { StreamSpecification: { StreamEnabled: true } }, "StreamSpecification"],
    ["CreateTable", { TableClass: "STANDARD_INFREQUENT_ACCESS" }, '"STANDARD_INFREQUENT_ACCESS"'],
    ["CreateTable", { DeletionProtectionEnabled: true }, "DeletionProtectionEnabled true (it takes false)"],
    [
      "CreateTable",
      {
        GlobalSecondaryIndexes: [
          { IndexName: "a" },
          { IndexName: "b", WarmThroughput: { ReadUnitsPerSecond: 1 } },
        ],
      },
      "GlobalSecondaryIndexes.2.WarmThroughput (it takes IndexName, KeySchema, Projection, ProvisionedThroughput)",
    ],
    ["BatchGetItem", { RequestItems: { shows: { Keys: [], Colour: "red" } } }, "RequestItems.shows.Colour"],
    ["GetItem", { TabelName: "shows" }, "TabelName"],
  ])("%s with %j is refused by name", (operation, input, message) => {
    expect(() => admit(operation, input)).toThrow(
      expect.objectContaining({ code: "ValidationException", message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ["PutItem", { TableName: "shows", Item: {}, ReturnItemCollectionMetrics: "NONE" }],
    ["CreateTable", { TableName: "shows", TableClass: "STANDARD", Tags: [], ResourcePolicy: "" }],
    ["CreateTable", { TableName: "shows", DeletionProtectionEnabled: false, SSESpecification: {} }],
  ])("%s with %j is accepted", (operation, input) => {
    expect(() => admit(operation, input)).not.toThrow();
  });
});
