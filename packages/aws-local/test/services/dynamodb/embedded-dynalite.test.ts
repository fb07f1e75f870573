import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  TransactGetItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SampleRegion, startSampleRegion, tableName } from "../../sample-region.ts";

let lab: SampleRegion;
let dynamoDb: DynamoDBClient;

beforeAll(async () => {
  lab = await startSampleRegion();
  dynamoDb = new DynamoDBClient(lab.clientConfig);
});
afterAll(async () => {
  dynamoDb.destroy();
  await lab.close();
});

describe("DynamoDB in the lab", () => {
  test("holds the program's items before the first call", async () => {
    const { Item } = await dynamoDb.send(
      new GetItemCommand({ TableName: tableName, Key: { id: { S: "1" } } }),
    );
    expect(Item).toMatchObject({ user: { S: "Ada" }, recommendation: { S: "Columbo" } });
  });

  test("names a call that it does not imitate", async () => {
    const call = dynamoDb.send(new TransactGetItemsCommand({ TransactItems: [] }));
    await expect(call).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringContaining("dynamodb TransactGetItems"),
    });
  });

  test("survives a client that hangs up in the middle of its request", async () => {
    const request = new Request(lab.url, {
      method: "POST",
      headers: { "X-Amz-Target": "DynamoDB_20120810.GetItem" },
      body: new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("{"));
          controller.error(new Error("the client hangs up"));
        },
      }),
      duplex: "half",
    });
    await expect(fetch(request)).rejects.toThrow();
    await expect(dynamoDb.send(new ListTablesCommand({}))).resolves.toMatchObject({
      TableNames: [tableName],
    });
  });
});

describe("DynamoDB as on AWS", () => {
  test("names its table by the stack's account and Region, whatever the environment says", async () => {
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.TableArn).toBe(`arn:aws:dynamodb:us-east-1:123456789012:table/${tableName}`);
    expect(Table?.TableStatus).toBe("ACTIVE");
    expect(Table?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
  });

  test("answers a missing table with ResourceNotFoundException", async () => {
    const read = dynamoDb.send(new GetItemCommand({ TableName: "missing", Key: { id: { S: "1" } } }));
    await expect(read).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("takes writes", async () => {
    const Item = { id: { S: "9" }, user: { S: "Zoë" } };
    await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item }));
    const read = await dynamoDb.send(new GetItemCommand({ TableName: tableName, Key: { id: { S: "9" } } }));
    expect(read.Item).toEqual(Item);
  });
});
