import { describe, expect, test } from "vitest";
import * as documents from "../../src/plan/iam-documents.ts";

const role = "arn:aws:iam::123456789012:role/r";
const all = {
  serverTrust: documents.serverTrust(),
  serverAccess: documents.serverAccess("arn:table", "arn:parameter"),
  artifactAccess: documents.artifactAccess("arn:object"),
  logAccess: documents.logAccess("arn:group"),
  tlsOnly: documents.tlsOnly("arn:bucket"),
  accessLogDelivery: documents.accessLogDelivery("arn:bucket", "123456789012"),
  s3EndpointAccess: documents.s3EndpointAccess("us-east-1", "arn:bucket", role),
  dynamodbEndpointAccess: documents.dynamodbEndpointAccess("arn:table", role),
  ssmEndpointAccess: documents.ssmEndpointAccess("arn:parameter", role),
  logsEndpointAccess: documents.logsEndpointAccess("arn:group", role),
};

describe.each(Object.entries(all))("%s", (_name, document) => {
  test("allows no whole * as action or resource", () => {
    for (const { Effect, Action, Resource } of document.Statement) {
      expect([Action, Resource].flat()).not.toContain("*");
      if (Effect === "Allow") {
        expect([Action].flat().join()).not.toContain("*");
      }
    }
  });
});

test("servers may read one item at a time and the switch, and nothing more", () => {
  expect(all.serverAccess.Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    ["dynamodb:GetItem", "arn:table"],
    ["ssm:GetParameter", "arn:parameter"],
  ]);
});

test("every endpoint serves the servers' role only, but for unsigned reads of Amazon's package repositories", () => {
  const endpoints = [
    all.s3EndpointAccess,
    all.dynamodbEndpointAccess,
    all.ssmEndpointAccess,
    all.logsEndpointAccess,
  ];
  const open = endpoints.flatMap(({ Statement }) =>
    Statement.filter(({ Condition }) => Condition?.ArnEquals?.["aws:PrincipalArn"] !== role),
  );
  expect(open.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    ["s3:GetObject", "arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*"],
  ]);
});
