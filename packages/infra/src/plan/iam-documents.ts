/** An IAM policy document, as far as this program writes any. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

export interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | { Service: string } | { AWS: string };
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

const document = (...statements: Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** Only EC2 may take the servers' role. */
export function serverTrust(): PolicyDocument {
  return document({
    Sid: "OnlyEc2Instances",
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
}

/** What a server does for every page: read one item of the table and the switch. */
export function serverAccess(tableArn: string, parameterArn: string): PolicyDocument {
  return document(
    { Sid: "ReadRecommendations", Effect: "Allow", Action: "dynamodb:GetItem", Resource: tableArn },
    { Sid: "ReadSwitch", Effect: "Allow", Action: "ssm:GetParameter", Resource: parameterArn },
  );
}

/** What an instance of a release does once: fetch the release's own artifact. */
export function artifactAccess(objectArn: string): PolicyDocument {
  return document({ Sid: "ReadArtifact", Effect: "Allow", Action: "s3:GetObject", Resource: objectArn });
}

/** What the CloudWatch agent does: write streams of the servers' own log group. */
export function logAccess(logGroupArn: string): PolicyDocument {
  return document({
    Sid: "WriteServerLog",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    Resource: [logGroupArn, `${logGroupArn}:log-stream:*`],
  });
}

/** A bucket that answers over TLS only. */
export function tlsOnly(bucketArn: string): PolicyDocument {
  return document(refusePlainHttp(bucketArn));
}

/**
 * TLS only, and the load balancer may deliver its access logs. The service's own principal replaces the per-region
 * accounts of older guides (docs.aws.amazon.com, elasticloadbalancing, enable-access-logging).
 */
export function accessLogDelivery(bucketArn: string, accountId: string): PolicyDocument {
  return document(refusePlainHttp(bucketArn), {
    Sid: "DeliverAccessLogs",
    Effect: "Allow",
    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `${bucketArn}/AWSLogs/${accountId}/*`,
  });
}

function refusePlainHttp(bucketArn: string): Statement {
  return {
    Sid: "RefusePlainHttp",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/**
 * Through the S3 endpoint instances reach their artifacts and Amazon Linux's package repositories, and no other bucket. `dnf`
 * does not sign its requests, so the repositories are open to any principal.
 */
export function s3EndpointAccess(region: string, bucketArn: string, roleArn: string): PolicyDocument {
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
      Resource: `${bucketArn}/releases/*`,
    }),
  );
}

/** Through the DynamoDB endpoint the servers reach their table, and no other. */
export function dynamodbEndpointAccess(tableArn: string, roleArn: string): PolicyDocument {
  return document(
    onlyFor(roleArn, {
      Sid: "ReadRecommendations",
      Effect: "Allow",
      Action: "dynamodb:GetItem",
      Resource: tableArn,
    }),
  );
}

/** Through the SSM endpoint the servers reach their switch, and no other parameter. */
export function ssmEndpointAccess(parameterArn: string, roleArn: string): PolicyDocument {
  return document(
    onlyFor(roleArn, {
      Sid: "ReadSwitch",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: parameterArn,
    }),
  );
}

/** Through the Logs endpoint the agents reach the servers' log group, and no other. */
export function logsEndpointAccess(logGroupArn: string, roleArn: string): PolicyDocument {
  return document(...logAccess(logGroupArn).Statement.map((statement) => onlyFor(roleArn, statement)));
}

/** Gateway endpoints match a role by the condition only, not as a principal. */
function onlyFor(roleArn: string, statement: Statement): Statement {
  return { ...statement, Principal: "*", Condition: { ArnEquals: { "aws:PrincipalArn": roleArn } } };
}
