import type { StandInFidelity } from "../../conformance/fidelity-row.ts";

const area = "DynamoDB";
const file = "stand-ins/dynamodb/embedded-dynalite.test.ts";

/** What the tests prove of DynamoDB in the lab, and what is left out. */
export const dynamoDbFidelity: StandInFidelity = {
  rows: [
    {
      id: "dynamodb.arns",
      area,
      behaviour: "Tables are named by the stack’s account and Region.",
      fact: "TableArn.",
      source: "DynamoDB API Reference, DescribeTable",
      test: {
        file,
        name: "names its table by the stack's account and Region, whatever the environment says",
      },
    },
    {
      id: "dynamodb.not-found",
      area,
      behaviour: "A missing table is ResourceNotFoundException with status 400.",
      fact: "Error handling with DynamoDB.",
      source: "DynamoDB Developer Guide, “Error handling”",
      test: { file, name: "answers a missing table with ResourceNotFoundException" },
    },
    {
      id: "dynamodb.items",
      area,
      behaviour: "Items written are read back, in DynamoDB’s own JSON.",
      fact: "PutItem, GetItem.",
      source: "DynamoDB API Reference; dynalite’s own suite runs against AWS",
      test: { file, name: "takes writes" },
    },
    {
      id: "dynamodb.checksum",
      area,
      behaviour: "Answers carry the CRC-32 that botocore verifies.",
      fact: "x-amz-crc32.",
      source: "botocore 1.43",
      test: { file: "stand-ins/aws-endpoint/boto3.system.ts", name: "reads the table, checksum included" },
    },
  ],
  notImitated: [
    {
      area,
      what: "Transactions, streams, time to live, backups, global tables",
      why: "dynalite has none of them, and the server makes one GetItem.",
    },
    {
      area,
      what: "Capacity limits and adaptive throttling",
      why: "The table is on demand; throttling is a fault that can be switched on.",
    },
    { area, what: "Eventually consistent reads that are stale", why: "How stale is not documented." },
  ],
};
