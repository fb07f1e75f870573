import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  dynamodbEndpointAccess,
  logsEndpointAccess,
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
}

/** The only ways out of the private subnets: S3 and DynamoDB by gateway, SSM (and Logs) by interface. */
export class Endpoints extends pulumi.ComponentResource {
  constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:network:Endpoints", name, {}, opts);
    const { region, bucketArn, tableArn, parameterArn, logGroupArn, roleArn } = args;
    this.#gateway("s3", s3EndpointAccess(region, bucketArn, roleArn), args);
    this.#gateway("dynamodb", dynamodbEndpointAccess(tableArn, roleArn), args);
    this.#interface("ssm", ssmEndpointAccess(parameterArn, roleArn), args);
    if (logGroupArn !== undefined) {
      this.#interface("logs", logsEndpointAccess(logGroupArn, roleArn), args);
    }
    this.registerOutputs({});
  }

  #gateway(service: string, policy: aws.iam.PolicyDocument, args: EndpointsArgs): void {
    const endpoint = new aws.ec2.VpcEndpoint(
      service,
      {
        vpcId: args.vpcId,
        serviceName: `com.amazonaws.${args.region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: args.routeTableIds,
        policy: pulumi.jsonStringify(policy),
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
      `server-to-${service}`,
      {
        securityGroupId: args.serverGroupId,
        prefixListId: endpoint.prefixListId,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        description: `Servers to ${service}`,
      },
      { parent: this },
    );
  }

  #interface(service: string, policy: aws.iam.PolicyDocument, args: EndpointsArgs): void {
    new aws.ec2.VpcEndpoint(
      service,
      {
        vpcId: args.vpcId,
        serviceName: `com.amazonaws.${args.region}.${service}`,
        vpcEndpointType: "Interface",
        subnetIds: args.privateSubnetIds,
        securityGroupIds: [args.endpointGroupId],
        privateDnsEnabled: true,
        policy: pulumi.jsonStringify(policy),
      },
      { parent: this },
    );
  }
}
