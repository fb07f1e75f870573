import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  dynamodbEndpointAccess,
  logsEndpointAccess,
  type PolicyDocument,
  s3EndpointAccess,
  ssmEndpointAccess,
} from "../plan/iam-documents.ts";

export interface EndpointsArgs {
  region: string;
  vpcId: pulumi.Input<string>;
  routeTableIds: pulumi.Input<string[]>;
  privateSubnetIds: pulumi.Input<string[]>;
  endpointGroupId: pulumi.Input<string>;
  serverGroupId: pulumi.Input<string>;
  roleArn: pulumi.Input<string>;
  bucketArn: pulumi.Input<string>;
  tableArn: pulumi.Input<string>;
  parameterArn: pulumi.Input<string>;
  /** With it the instances reach CloudWatch Logs as well. */
  logGroupArn: pulumi.Input<string> | undefined;
  tags: Record<string, string>;
}

/** The only ways out of the private subnets: S3 and DynamoDB by gateway, SSM (and Logs) by interface. */
export class Endpoints extends pulumi.ComponentResource {
  constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:network:Endpoints", name, {}, opts);
    const { region, bucketArn, tableArn, parameterArn, logGroupArn, roleArn } = args;

    this.gateway(`${name}-s3`, "s3", args, policy(s3EndpointAccess, region, bucketArn, roleArn));
    this.gateway(`${name}-dynamodb`, "dynamodb", args, policy(dynamodbEndpointAccess, tableArn, roleArn));
    this.interface(`${name}-ssm`, "ssm", args, policy(ssmEndpointAccess, parameterArn, roleArn));
    if (logGroupArn !== undefined) {
      this.interface(`${name}-logs`, "logs", args, policy(logsEndpointAccess, logGroupArn, roleArn));
    }
    this.registerOutputs({});
  }

  private gateway(
    name: string,
    service: string,
    args: EndpointsArgs,
    policyText: pulumi.Output<string>,
  ): void {
    const endpoint = new aws.ec2.VpcEndpoint(
      name,
      {
        vpcId: args.vpcId,
        serviceName: `com.amazonaws.${args.region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: args.routeTableIds,
        policy: policyText,
        tags: { ...args.tags, Name: name },
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      {
        securityGroupId: args.serverGroupId,
        prefixListId: endpoint.prefixListId,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        tags: args.tags,
      },
      { parent: this },
    );
  }

  private interface(
    name: string,
    service: string,
    args: EndpointsArgs,
    policyText: pulumi.Output<string>,
  ): void {
    new aws.ec2.VpcEndpoint(
      name,
      {
        vpcId: args.vpcId,
        serviceName: `com.amazonaws.${args.region}.${service}`,
        vpcEndpointType: "Interface",
        subnetIds: args.privateSubnetIds,
        securityGroupIds: [args.endpointGroupId],
        privateDnsEnabled: true,
        policy: policyText,
        tags: { ...args.tags, Name: name },
      },
      { parent: this },
    );
  }
}

/** A policy document made from values of which some are known only after the update. */
function policy<Values extends string[]>(
  write: (...values: Values) => PolicyDocument,
  ...inputs: { [Position in keyof Values]: pulumi.Input<string> }
): pulumi.Output<string> {
  return pulumi.all(inputs).apply((values) => JSON.stringify(write(...(values as unknown as Values))));
}
