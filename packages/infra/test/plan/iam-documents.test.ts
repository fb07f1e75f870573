import { output } from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import {
  accessLogDelivery,
  artifactAccess,
  dynamodbEndpointAccess,
  logAccess,
  logsEndpointAccess,
  s3EndpointAccess,
  serverAccess,
  serverTrust,
  ssmEndpointAccess,
  tlsOnly,
} from "../../src/plan/iam-documents.ts";

/** A document as IAM gets it, when everything in it is known. */
const known = (document: object) =>
  new Promise<unknown>((resolve) => output(document).apply((value) => resolve(value)));

const withStatements = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });

const tableArn = output("arn:table");
const parameterArn = output("arn:parameter");
const logGroupArn = output("arn:log-group");
const bucketArn = output("arn:bucket");
const roleArn = output("arn:role");

const readTable = {
  Sid: "ReadRecommendations",
  Effect: "Allow",
  Action: "dynamodb:GetItem",
  Resource: "arn:table",
};
const readSwitch = {
  Sid: "ReadSwitch",
  Effect: "Allow",
  Action: "ssm:GetParameter",
  Resource: "arn:parameter",
};
const writeLog = {
  Sid: "WriteServerLog",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
  Resource: ["arn:log-group", "arn:log-group:log-stream:*"],
};
const forTheRoleAlone = { Principal: "*", Condition: { ArnEquals: { "aws:PrincipalArn": "arn:role" } } };
const refusePlainHttp = {
  Sid: "RefusePlainHttp",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:bucket", "arn:bucket/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

describe("the servers' role", () => {
  test("can be assumed by EC2 only", async () => {
    expect(await known(serverTrust())).toEqual(
      withStatements({
        Sid: "OnlyEc2Instances",
        Effect: "Allow",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    );
  });

  test("may read one item of the table and the switch for a page, and nothing else", async () => {
    expect(await known(serverAccess(tableArn, parameterArn))).toEqual(withStatements(readTable, readSwitch));
  });

  test("may fetch only its release's own artifact", async () => {
    expect(await known(artifactAccess(output("arn:object")))).toEqual(
      withStatements({
        Sid: "ReadArtifact",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:object",
      }),
    );
  });

  test("may write only streams of the servers' own log group", async () => {
    expect(await known(logAccess(logGroupArn))).toEqual(withStatements(writeLog));
  });
});

describe("a bucket", () => {
  test("refuses every request without TLS, for itself and for every object", async () => {
    expect(await known(tlsOnly(bucketArn))).toEqual(withStatements(refusePlainHttp));
  });

  test("of access logs accepts them from the load balancer's service, below the account's own prefix", async () => {
    expect(await known(accessLogDelivery(bucketArn, "123456789012"))).toEqual(
      withStatements(refusePlainHttp, {
        Sid: "DeliverAccessLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:bucket/AWSLogs/123456789012/*",
      }),
    );
  });
});

describe("an endpoint allows what the servers' role may do, and no other caller", () => {
  test("for S3 the releases, and Amazon Linux's packages for everybody", async () => {
    expect(await known(s3EndpointAccess("eu-west-1", bucketArn, roleArn))).toEqual(
      withStatements(
        {
          Sid: "ReadPackageRepositories",
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*",
        },
        {
          Sid: "ReadArtifacts",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:bucket/releases/*",
          ...forTheRoleAlone,
        },
      ),
    );
  });

  test.each([
    ["DynamoDB", () => dynamodbEndpointAccess(tableArn, roleArn), readTable],
    ["SSM", () => ssmEndpointAccess(parameterArn, roleArn), readSwitch],
    ["Logs", () => logsEndpointAccess(logGroupArn, roleArn), writeLog],
  ])("for %s", async (_service, document, statement) => {
    expect(await known(document())).toEqual(withStatements({ ...statement, ...forTheRoleAlone }));
  });
});
