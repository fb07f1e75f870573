import type {
  BatchGetItemInput,
  BatchWriteItemInput,
  CreateTableInput,
  DeleteItemInput,
  DeleteTableInput,
  DescribeTableInput,
  DescribeTimeToLiveInput,
  GetItemInput,
  ListTablesInput,
  ListTagsOfResourceInput,
  PutItemInput,
  QueryInput,
  ScanInput,
  TagResourceInput,
  UntagResourceInput,
  UpdateItemInput,
  UpdateTableInput,
} from "@aws-sdk/client-dynamodb";
import type { Honoured, HonouredMembers } from "../../wire/honoured.ts";

interface Inputs {
  BatchGetItem: BatchGetItemInput;
  BatchWriteItem: BatchWriteItemInput;
  CreateTable: CreateTableInput;
  DeleteItem: DeleteItemInput;
  DeleteTable: DeleteTableInput;
  DescribeTable: DescribeTableInput;
  DescribeTimeToLive: DescribeTimeToLiveInput;
  GetItem: GetItemInput;
  ListTables: ListTablesInput;
  ListTagsOfResource: ListTagsOfResourceInput;
  PutItem: PutItemInput;
  Query: QueryInput;
  Scan: ScanInput;
  TagResource: TagResourceInput;
  UntagResource: UntagResourceInput;
  UpdateItem: UpdateItemInput;
  UpdateTable: UpdateTableInput;
}

const index = { IndexName: true, KeySchema: true, Projection: true } as const;

const written = {
  TableName: true,
  Expected: true,
  ConditionalOperator: true,
  ConditionExpression: true,
  ExpressionAttributeNames: true,
  ExpressionAttributeValues: true,
  ReturnValues: true,
  ReturnValuesOnConditionCheckFailure: true,
  ReturnConsumedCapacity: true,
  ReturnItemCollectionMetrics: ["NONE"],
} as const;

const searched = {
  TableName: true,
  IndexName: true,
  AttributesToGet: true,
  ConditionalOperator: true,
  // There are no replicas, so every read is consistent.
  ConsistentRead: true,
  ExclusiveStartKey: true,
  ExpressionAttributeNames: true,
  ExpressionAttributeValues: true,
  FilterExpression: true,
  Limit: true,
  ProjectionExpression: true,
  ReturnConsumedCapacity: true,
  Select: true,
} as const;

/** The operations of `DynamoDB_20120810` that dynalite supports, each with the members that it supports. */
export const honouredMembers: Readonly<Record<string, HonouredMembers>> = {
  BatchGetItem: {
    RequestItems: {
      "*": {
        AttributesToGet: true,
        ConsistentRead: true,
        ExpressionAttributeNames: true,
        Keys: true,
        ProjectionExpression: true,
      },
    },
    ReturnConsumedCapacity: true,
  },
  BatchWriteItem: {
    RequestItems: { "*": { DeleteRequest: { Key: true }, PutRequest: { Item: true } } },
    ReturnConsumedCapacity: true,
    ReturnItemCollectionMetrics: ["NONE"],
  },
  CreateTable: {
    AttributeDefinitions: true,
    BillingMode: true,
    DeletionProtectionEnabled: [false],
    GlobalSecondaryIndexes: { ...index, ProvisionedThroughput: true },
    KeySchema: true,
    LocalSecondaryIndexes: index,
    ProvisionedThroughput: true,
    TableClass: ["STANDARD"],
    TableName: true,
  },
  DeleteItem: { ...written, Key: true },
  DeleteTable: { TableName: true },
  DescribeTable: { TableName: true },
  DescribeTimeToLive: { TableName: true },
  GetItem: {
    AttributesToGet: true,
    ConsistentRead: true,
    ExpressionAttributeNames: true,
    Key: true,
    ProjectionExpression: true,
    ReturnConsumedCapacity: true,
    TableName: true,
  },
  ListTables: { ExclusiveStartTableName: true, Limit: true },
  ListTagsOfResource: { ResourceArn: true },
  PutItem: { ...written, Item: true },
  Query: {
    ...searched,
    KeyConditionExpression: true,
    KeyConditions: true,
    QueryFilter: true,
    ScanIndexForward: true,
  },
  Scan: { ...searched, ScanFilter: true, Segment: true, TotalSegments: true },
  TagResource: { ResourceArn: true, Tags: { Key: true, Value: true } },
  UntagResource: { ResourceArn: true, TagKeys: true },
  UpdateItem: { ...written, AttributeUpdates: true, Key: true, UpdateExpression: true },
  UpdateTable: {
    AttributeDefinitions: true,
    BillingMode: true,
    DeletionProtectionEnabled: [false],
    GlobalSecondaryIndexUpdates: {
      Create: { ...index, ProvisionedThroughput: true },
      Delete: { IndexName: true },
      Update: { IndexName: true, ProvisionedThroughput: true },
    },
    ProvisionedThroughput: true,
    TableClass: ["STANDARD"],
    TableName: true,
  },
} satisfies { [Operation in keyof Inputs]: Honoured<Inputs[Operation]> };
