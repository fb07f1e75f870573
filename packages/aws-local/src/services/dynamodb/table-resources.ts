import { z } from "zod";
import { resourceType } from "../../service.ts";
import type { DynamoDbState } from "./dynamodb.ts";

/** The parts that CreateTable needs. */
const tableSchema = z.object({
  name: z.string(),
  hashKey: z.string(),
  rangeKey: z.string().optional(),
  attributes: z.array(z.object({ name: z.string(), type: z.enum(["S", "N", "B"]) })),
  billingMode: z.string().default("PROVISIONED"),
  readCapacity: z.number().default(1),
  writeCapacity: z.number().default(1),
});

export const tableResource = resourceType<DynamoDbState, typeof tableSchema>({
  token: "aws:dynamodb/table:Table",
  schema: tableSchema,
  replaceOn: ["name", "hashKey", "rangeKey"],
  async create({ properties: table }, { call, tables }) {
    await call("CreateTable", {
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
    tables.set(table.name, { items: new Map() });
    while (!(await isActive(table.name, call))) {
      await new Promise(setImmediate);
    }
  },
  async delete(id, { call, tables }) {
    await call("DeleteTable", { TableName: id });
    tables.delete(id);
  },
  read: (id, { tables }) => (tables.has(id) ? {} : undefined),
});

async function isActive(name: string, call: DynamoDbState["call"]): Promise<boolean> {
  const description = z
    .object({ Table: z.object({ TableStatus: z.string() }) })
    .parse(await call("DescribeTable", { TableName: name }));
  return description.Table.TableStatus === "ACTIVE";
}

/** The item is DynamoDB JSON in a string. */
const tableItemSchema = z.object({
  tableName: z.string(),
  hashKey: z.string(),
  rangeKey: z.string().optional(),
  item: z.string().transform((text) => z.record(z.string(), z.unknown()).parse(JSON.parse(text))),
});
type TableItem = z.infer<typeof tableItemSchema>;

export const tableItemResource = resourceType<DynamoDbState, typeof tableItemSchema>({
  token: "aws:dynamodb/tableItem:TableItem",
  schema: tableItemSchema,
  replaceOn: ["tableName", "hashKey", "rangeKey"],
  create: put,
  async update(resource, state, previous) {
    if (JSON.stringify(keyOf(previous)) !== JSON.stringify(keyOf(resource.properties))) {
      await state.call("DeleteItem", { TableName: previous.tableName, Key: keyOf(previous) });
    }
    await put(resource, state);
  },
  async delete(id, { call, tables }) {
    for (const [name, { items }] of tables) {
      const key = items.get(id);
      if (key !== undefined) {
        items.delete(id);
        await call("DeleteItem", { TableName: name, Key: key });
      }
    }
  },
  read: (id, { tables }) => ([...tables.values()].some(({ items }) => items.has(id)) ? {} : undefined),
});

async function put(
  { id, properties }: { id: string; properties: TableItem },
  { call, tables }: DynamoDbState,
) {
  await call("PutItem", { TableName: properties.tableName, Item: properties.item });
  tables.get(properties.tableName)?.items.set(id, keyOf(properties));
}

function keyOf({ hashKey, rangeKey, item }: TableItem): Record<string, unknown> {
  const names = rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}
