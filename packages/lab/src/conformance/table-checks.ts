import { DescribeTableCommand, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { expectEqual, expectThat, refusalOf } from "../checker/check.ts";
import type { ConformanceCheck } from "./conformance-check.ts";

/** The table that plays the RecommendationService, and the account that owns everything. */
export const tableChecks: readonly ConformanceCheck[] = [
  {
    id: "dynamodb.table",
    title: "The table is active, on demand, in the caller's account, and contains the users.",
    async run({ place: { aws, outputs, region } }) {
      const { Account } = await aws.identity.send(new GetCallerIdentityCommand({}));
      const { Table } = await aws.tables.send(new DescribeTableCommand({ TableName: outputs.tableName }));
      expectEqual("status", Table?.TableStatus, "ACTIVE");
      expectEqual("billing mode", Table?.BillingModeSummary?.BillingMode, "PAY_PER_REQUEST");
      expectEqual("ARN", Table?.TableArn, `arn:aws:dynamodb:${region}:${Account}:table/${outputs.tableName}`);
      const { Count } = await aws.tables.send(new ScanCommand({ TableName: outputs.tableName }));
      expectEqual("number of users", Count, 4);
    },
  },
  {
    id: "dynamodb.not-found",
    title: "A missing table gets ResourceNotFoundException.",
    async run({ place: { aws } }) {
      const TableName = "soft-landing-no-such-table";
      const call = aws.tables.send(new GetItemCommand({ TableName, Key: { id: { S: "1" } } }));
      expectEqual("error", (await refusalOf("GetItem", call)).name, "ResourceNotFoundException");
    },
  },
  {
    id: "dynamodb.key-schema",
    title: "A key that does not fit the table's schema gets ValidationException.",
    async run({ place: { aws, outputs } }) {
      const Key = { "no such attribute": { S: "1" } };
      const call = aws.tables.send(new GetItemCommand({ TableName: outputs.tableName, Key }));
      const refusal = await refusalOf("GetItem", call);
      expectEqual("error", refusal.name, "ValidationException");
      expectThat("message", refusal.message.includes("does not match the schema"), refusal.message);
    },
  },
];
