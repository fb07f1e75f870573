import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { z } from "zod";
import type { EmbeddedDynalite } from "./embedded-dynalite.ts";

/** `aws:dynamodb/table:Table`, as far as CreateTable needs it. */
const tableSchema = z.object({
  name: z.string(),
  hashKey: z.string(),
  rangeKey: z.string().optional(),
  attributes: z.array(z.object({ name: z.string(), type: z.enum(["S", "N", "B"]) })),
  billingMode: z.string().default("PROVISIONED"),
  readCapacity: z.number().default(1),
  writeCapacity: z.number().default(1),
});
type Table = z.infer<typeof tableSchema>;

/** `aws:dynamodb/tableItem:TableItem`: the item is DynamoDB JSON in a string. */
const tableItemSchema = z.object({ tableName: z.string(), item: z.string() });

/**
 * Makes the program's tables and puts its items, through the same calls as any client.
 *
 * @throws Error with DynamoDB's own message where the program's table or item is not a valid one
 */
export async function createTablesOf(graph: ResourceGraph, dynamoDb: EmbeddedDynalite): Promise<void> {
  for (const { type, outputs } of graph.resources) {
    if (type === "aws:dynamodb/table:Table") {
      await createTable(tableSchema.parse(outputs), dynamoDb);
    }
  }
  for (const { type, outputs } of graph.resources) {
    if (type !== "aws:dynamodb/tableItem:TableItem") {
      continue;
    }
    const { tableName, item } = tableItemSchema.parse(outputs);
    await call(dynamoDb, "PutItem", { TableName: tableName, Item: JSON.parse(item) });
  }
}

async function createTable(table: Table, dynamoDb: EmbeddedDynalite): Promise<void> {
  await call(dynamoDb, "CreateTable", {
    TableName: table.name,
    KeySchema: [
      { AttributeName: table.hashKey, KeyType: "HASH" },
      ...(table.rangeKey === undefined ? [] : [{ AttributeName: table.rangeKey, KeyType: "RANGE" }]),
    ],
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    BillingMode: table.billingMode,
    ...(table.billingMode !== "PAY_PER_REQUEST" && {
      ProvisionedThroughput: {
        ReadCapacityUnits: table.readCapacity,
        WriteCapacityUnits: table.writeCapacity,
      },
    }),
  });
  while (!(await isActive(table.name, dynamoDb))) {
    await new Promise(setImmediate);
  }
}

async function isActive(name: string, dynamoDb: EmbeddedDynalite): Promise<boolean> {
  const description = z
    .object({ Table: z.object({ TableStatus: z.string() }) })
    .parse(await call(dynamoDb, "DescribeTable", { TableName: name }));
  return description.Table.TableStatus === "ACTIVE";
}

async function call(dynamoDb: EmbeddedDynalite, operation: string, input: object): Promise<unknown> {
  const { statusCode, body } = await dynamoDb.answer({
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "x-amz-date": "20260101T000000Z",
      authorization: "AWS4-HMAC-SHA256 Credential=lab, SignedHeaders=host, Signature=none",
    },
    body: Buffer.from(JSON.stringify(input)),
  });
  if (statusCode !== 200) {
    throw new Error(`DynamoDB refuses ${operation} of the program's table: ${body}`);
  }
  return JSON.parse(String(body));
}
