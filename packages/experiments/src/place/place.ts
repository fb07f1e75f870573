import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { type StackOutputs, stackOutputsSchema } from "@soft-landing/shared/stack-outputs";

/** A running stack, in the lab or on AWS, as seen from outside: its outputs, HTTP and the AWS SDK. */
export interface Place {
  kind: "lab" | "aws";
  stack: string;
  region: string;
  /** The address of the page; ends in a slash. */
  pageUrl: string;
  outputs: StackOutputs;
  aws: AwsClients;
}

export interface AwsClients {
  loadBalancing: ElasticLoadBalancingV2Client;
  autoScaling: AutoScalingClient;
  cloudWatch: CloudWatchClient;
  parameters: SSMClient;
  identity: STSClient;
  tables: DynamoDBClient;
}

/** A lab's stack; its AWS endpoint stands in for AWS. */
export function placeOfLab(snapshot: LabSnapshot): Place {
  return {
    kind: "lab",
    stack: snapshot.stack,
    region: snapshot.region,
    pageUrl: withSlash(snapshot.pageUrl),
    outputs: stackOutputsSchema.parse(snapshot.outputs),
    aws: awsClients({
      region: snapshot.region,
      endpoint: snapshot.awsEndpointUrl,
      credentials: { accessKeyId: "lab", secretAccessKey: "lab" },
    }),
  };
}

/** A deployed stack, with the user's own credentials. */
export function placeOnAws(stack: string, region: string, outputs: StackOutputs): Place {
  return {
    kind: "aws",
    stack,
    region,
    pageUrl: withSlash(outputs.url),
    outputs,
    aws: awsClients({ region }),
  };
}

export function closePlace({ aws }: Place): void {
  for (const client of Object.values(aws)) {
    client.destroy();
  }
}

interface ClientSettings {
  region: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/**
 * Without it, the SDK waits forever for an endpoint that hangs, and a fault can make the lab's endpoint hang.
 */
const patience = { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

function awsClients(given: ClientSettings): AwsClients {
  const settings = { ...given, requestHandler: patience };
  return {
    loadBalancing: new ElasticLoadBalancingV2Client(settings),
    autoScaling: new AutoScalingClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    parameters: new SSMClient(settings),
    identity: new STSClient(settings),
    tables: new DynamoDBClient(settings),
  };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
