import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
  TagResourceCommand,
  TransactGetItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SampleRegion, startSampleRegion, tableName } from "../../sample-region.ts";

const shows = "shows";
let lab: SampleRegion;
let dynamoDb: DynamoDBClient;

beforeAll(async () => {
  lab = await startSampleRegion({ tables: true });
  dynamoDb = new DynamoDBClient(lab.clientConfig);
  // What the tests of expressions look for; nobody else writes into it.
  const resources = new Map(lab.services.all.flatMap((service) => [...service.resources]));
  await resources.get("aws:dynamodb/table:Table")?.create(shows, {
    name: shows,
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
  });
  for (const [id, recommendation] of [
    ["1", "Columbo"],
    ["2", "Star Trek"],
  ] as const) {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: shows,
        Item: { id: { S: id }, recommendation: { S: recommendation } },
      }),
    );
  }
});
afterAll(async () => {
  dynamoDb.destroy();
  await lab.close();
});

describe("DynamoDB in the lab", () => {
  test("has the program's items before the first call", async () => {
    const { Item } = await dynamoDb.send(
      new GetItemCommand({ TableName: tableName, Key: { id: { S: "1" } } }),
    );
    expect(Item).toMatchObject({ user: { S: "Ada" }, recommendation: { S: "Columbo" } });
  });

  test("refuses a call that it does not support by name", async () => {
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
      TableNames: [tableName, shows],
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

  test("accepts writes", async () => {
    const Item = { id: { S: "9" }, user: { S: "Zoë" } };
    await dynamoDb.send(new PutItemCommand({ TableName: tableName, Item }));
    const read = await dynamoDb.send(new GetItemCommand({ TableName: tableName, Key: { id: { S: "9" } } }));
    expect(read.Item).toEqual(Item);
  });

  test.each([
    ["begins_with(recommendation, note)", []],
    ["begins_with(note, recommendation)", []],
    ["recommendation IN (note)", []],
    ["note IN (note2)", []],
    ["recommendation BETWEEN note AND note2", []],
    ["note = note2", []],
    ["note <= note2", []],
    ["NOT note = recommendation", ["1", "2"]],
    ["note <> recommendation", ["1", "2"]],
  ])("never matches an attribute that the item lacks: %s", async (FilterExpression, found) => {
    const { Items } = await dynamoDb.send(new ScanCommand({ TableName: shows, FilterExpression }));
    expect(Items?.map(({ id }) => id?.S).sort()).toEqual(found);
  });

  test("accepts conditions as boto3 nests them, in any number", async () => {
    let FilterExpression = "#n0 <> :v0";
    const ExpressionAttributeNames: Record<string, string> = { "#n0": "a0" };
    const ExpressionAttributeValues: Record<string, AttributeValue> = { ":v0": { S: "x" } };
    for (let index = 1; index < 60; index += 1) {
      FilterExpression = `(${FilterExpression} AND #n${index} <> :v${index})`;
      ExpressionAttributeNames[`#n${index}`] = `a${index}`;
      ExpressionAttributeValues[`:v${index}`] = { S: "x" };
    }
    const { Count } = await dynamoDb.send(
      new ScanCommand({
        TableName: shows,
        FilterExpression,
        ExpressionAttributeNames,
        ExpressionAttributeValues,
      }),
    );
    expect(Count).toBe(2);
  });

  test("refuses an expression of more than 4 KB before it parses it", async () => {
    const FilterExpression = `${"(".repeat(3000)}a = :v${")".repeat(3000)}`;
    const scan = new ScanCommand({
      TableName: shows,
      FilterExpression,
      ExpressionAttributeValues: { ":v": { S: "x" } },
    });
    await expect(dynamoDb.send(scan)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("maximum allowed size; expression size: 6006"),
    });
  });

  test("compares lists and maps by their contents", async () => {
    const value = { M: { seasons: { L: [{ N: "1" }, { S: "two" }] } } };
    await dynamoDb.send(new PutItemCommand({ TableName: shows, Item: { id: { S: "3" }, value } }));
    const { Count } = await dynamoDb.send(
      new ScanCommand({
        TableName: shows,
        FilterExpression: "#v = :v",
        ExpressionAttributeNames: { "#v": "value" },
        ExpressionAttributeValues: { ":v": value },
      }),
    );
    await dynamoDb.send(new DeleteItemCommand({ TableName: shows, Key: { id: { S: "3" } } }));
    expect(Count).toBe(1);
  });

  test("returns the item that failed a condition on request", async () => {
    const put = (ReturnValuesOnConditionCheckFailure?: "ALL_OLD") =>
      dynamoDb.send(
        new PutItemCommand({
          TableName: shows,
          Item: { id: { S: "1" } },
          ConditionExpression: "attribute_not_exists(id)",
          ReturnValuesOnConditionCheckFailure,
        }),
      );
    await expect(put("ALL_OLD")).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      Item: { id: { S: "1" }, recommendation: { S: "Columbo" } },
    });
    await expect(put()).rejects.toSatisfy((error: object) => !("Item" in error) || error.Item === undefined);
  });

  test("refuses a tag without a value, and a null among an item's values", async () => {
    const ResourceArn = `arn:aws:dynamodb:us-east-1:123456789012:table/${shows}`;
    const tag = new TagResourceCommand({ ResourceArn, Tags: [{ Key: "a", Value: undefined }] });
    await expect(dynamoDb.send(tag)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(
        "'tags.1.member.value' failed to satisfy constraint: Member must not be null",
      ),
    });
    const answer = await fetch(lab.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "DynamoDB_20120810.PutItem",
        Authorization: "AWS4-HMAC-SHA256 Credential=AKIALAB/20260101/us-east-1/dynamodb/aws4_request",
      },
      body: JSON.stringify({ TableName: shows, Item: { id: { S: "9" }, note: null } }),
    });
    expect(await answer.json()).toMatchObject({
      message: expect.stringContaining("Value null at 'item.note.member'"),
    });
  });

  test("refuses an item of more than 32 levels", async () => {
    const nested = (levels: number): AttributeValue =>
      Array.from({ length: levels }).reduce<AttributeValue>((inner) => ({ L: [inner] }), { S: "x" });
    const put = (levels: number) =>
      dynamoDb.send(
        new PutItemCommand({ TableName: shows, Item: { id: { S: "9" }, nested: nested(levels) } }),
      );
    await expect(put(33)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Nesting Levels have exceeded supported limits"),
    });
    await expect(put(32)).resolves.toBeDefined();
  });

  test("accepts a table's ARN instead of its name", async () => {
    const TableName = `arn:aws:dynamodb:us-east-1:123456789012:table/${tableName}`;
    const read = await dynamoDb.send(new GetItemCommand({ TableName, Key: { id: { S: "2" } } }));
    expect(read.Item).toMatchObject({ user: { S: "Ben" } });
    const { Responses } = await dynamoDb.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [{ id: { S: "2" } }] } } }),
    );
    expect(Responses?.[TableName]).toHaveLength(1);
  });

  test("requires TotalSegments with every Segment, the first included", async () => {
    const scan = new ScanCommand({ TableName: shows, Segment: 0 });
    await expect(dynamoDb.send(scan)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringMatching(/^The TotalSegments parameter is required/),
    });
  });
});

describe("tables and items of a program", () => {
  const resource = (token: string) => {
    const [found] = lab.services.all.flatMap(({ resources }) => resources.get(token) ?? []);
    return found ?? expect.fail(`no resource type ${token}`);
  };
  const table = () => resource("aws:dynamodb/table:Table");
  const item = () => resource("aws:dynamodb/tableItem:TableItem");
  const keys = { hashKey: "id", rangeKey: "season" };
  const attributes = [
    { name: "id", type: "S" },
    { name: "season", type: "N" },
  ];
  const itemOf = (season: string, note: string) => ({
    tableName: "episodes",
    ...keys,
    item: JSON.stringify({ id: { S: "1" }, season: { N: season }, note: { S: note } }),
  });
  const noteOf = async (season: string) => {
    const Key = { id: { S: "1" }, season: { N: season } };
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: "episodes", Key }));
    return Item?.note?.S;
  };

  test("have a sort key and capacity, and are gone once they are deleted", async () => {
    const properties = { name: "provisioned", ...keys, attributes, readCapacity: 3, writeCapacity: 2 };
    await table().create("provisioned", properties);
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: "provisioned" }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      KeySchema: [
        { AttributeName: "id", KeyType: "HASH" },
        { AttributeName: "season", KeyType: "RANGE" },
      ],
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 2 },
    });
    expect(table().read("provisioned")).toEqual({});
    await table().delete("provisioned");
    expect(table().read("provisioned")).toBeUndefined();
    await expect.poll(() => lists("provisioned")).toBe(false);
  });

  test("are written, moved to another key, and deleted", async () => {
    await table().create("episodes", {
      name: "episodes",
      ...keys,
      attributes,
      billingMode: "PAY_PER_REQUEST",
    });
    await item().create("i", itemOf("1", "first"));
    await item().update("i", itemOf("1", "changed"), itemOf("1", "first"));
    expect(await noteOf("1")).toBe("changed");
    await item().update("i", itemOf("2", "moved"), itemOf("1", "changed"));
    expect([await noteOf("1"), await noteOf("2")]).toEqual([undefined, "moved"]);
    expect(item().read("i")).toEqual({});
    await item().delete("i");
    expect(item().read("i")).toBeUndefined();
    expect(await noteOf("2")).toBeUndefined();
  });

  async function lists(name: string): Promise<boolean> {
    const { TableNames = [] } = await dynamoDb.send(new ListTablesCommand({}));
    return TableNames.includes(name);
  }
});
