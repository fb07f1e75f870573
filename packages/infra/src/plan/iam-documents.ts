import type * as aws from "@pulumi/aws";
import { type Input, interpolate } from "@pulumi/pulumi";

type PolicyDocument = aws.iam.PolicyDocument;
type PolicyStatement = aws.iam.PolicyStatement;

const document = (...statements: PolicyStatement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** Only EC2 can assume the servers' role. */
export function serverTrust(): PolicyDocument {
  return document({
    Sid: "OnlyEc2Instances",
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
}

const readTable = (tableArn: Input<string>): PolicyStatement => ({
  Sid: "ReadRecommendations",
  Effect: "Allow",
  Action: "dynamodb:GetItem",
  Resource: tableArn,
});

const readSwitch = (parameterArn: Input<string>): PolicyStatement => ({
  Sid: "ReadSwitch",
  Effect: "Allow",
  Action: "ssm:GetParameter",
  Resource: parameterArn,
});

const writeLog = (logGroupArn: Input<string>): PolicyStatement => ({
  Sid: "WriteServerLog",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
  Resource: [logGroupArn, interpolate`${logGroupArn}:log-stream:*`],
});

/** What a server does for every page: it reads one item of the table and the switch. */
export function serverAccess(tableArn: Input<string>, parameterArn: Input<string>): PolicyDocument {
  return document(readTable(tableArn), readSwitch(parameterArn));
}

/** What an instance of a release does once: it fetches the release's own artifact. */
export function artifactAccess(objectArn: Input<string>): PolicyDocument {
  return document({ Sid: "ReadArtifact", Effect: "Allow", Action: "s3:GetObject", Resource: objectArn });
}

/** What the CloudWatch agent does: it writes streams of the servers' own log group. */
export function logAccess(logGroupArn: Input<string>): PolicyDocument {
  return document(writeLog(logGroupArn));
}

/** A bucket that accepts TLS only. */
export function tlsOnly(bucketArn: Input<string>): PolicyDocument {
  return document(refusePlainHttp(bucketArn));
}

/**
 * TLS only, and the load balancer may deliver its access logs. The service principal replaces the per-region
 * accounts of older guides (docs.aws.amazon.com, elasticloadbalancing, enable-access-logging).
 */
export function accessLogDelivery(bucketArn: Input<string>, accountId: string): PolicyDocument {
  return document(refusePlainHttp(bucketArn), {
    Sid: "DeliverAccessLogs",
    Effect: "Allow",
    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: interpolate`${bucketArn}/AWSLogs/${accountId}/*`,
  });
}

function refusePlainHttp(bucketArn: Input<string>): PolicyStatement {
  return {
    Sid: "RefusePlainHttp",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, interpolate`${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/**
 * Through the S3 endpoint instances reach their artifacts and Amazon Linux's package repositories, and no other bucket. `dnf`
 * does not sign its requests, so the repositories are open to any principal.
 */
export function s3EndpointAccess(
  region: string,
  bucketArn: Input<string>,
  roleArn: Input<string>,
): PolicyDocument {
  return document(
    {
      Sid: "ReadPackageRepositories",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::al2023-repos-${region}-de612dc2/*`,
    },
    onlyFor(roleArn, {
      Sid: "ReadArtifacts",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: interpolate`${bucketArn}/releases/*`,
    }),
  );
}

/** Through the DynamoDB endpoint the servers reach their table, and no other. */
export function dynamodbEndpointAccess(tableArn: Input<string>, roleArn: Input<string>): PolicyDocument {
  return document(onlyFor(roleArn, readTable(tableArn)));
}

/** Through the SSM endpoint the servers reach their switch, and no other parameter. */
export function ssmEndpointAccess(parameterArn: Input<string>, roleArn: Input<string>): PolicyDocument {
  return document(onlyFor(roleArn, readSwitch(parameterArn)));
}

/** Through the Logs endpoint the agents reach the servers' log group, and no other. */
export function logsEndpointAccess(logGroupArn: Input<string>, roleArn: Input<string>): PolicyDocument {
  return document(onlyFor(roleArn, writeLog(logGroupArn)));
}

/** Gateway endpoints match a role by the condition only, not as a principal. */
function onlyFor(roleArn: Input<string>, statement: PolicyStatement): PolicyStatement {
  return { ...statement, Principal: "*", Condition: { ArnEquals: { "aws:PrincipalArn": roleArn } } };
}
