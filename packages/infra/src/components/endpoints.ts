import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  dynamodbEndpointAccess,
  logsEndpointAccess,
  s3EndpointAccess,
  ssmEndpointAccess,
} from "../plan/iam-documents.ts";
import { type Firewall, tcp } from "./firewall.ts";
import type { Network } from "./network.ts";
import type { PrivateBucket } from "./private-bucket.ts";
import type { RecommendationService } from "./recommendation-service.ts";
import type { ServerRole } from "./server-role.ts";

export interface EndpointsArgs {
  region: string;
  network: Network;
  firewall: Firewall;
  role: ServerRole;
  artifacts: PrivateBucket;
  service: RecommendationService;
  /** If true, the instances reach CloudWatch Logs as well. */
  serverLog: aws.cloudwatch.LogGroup | undefined;
}

/** The only routes out of the private subnets: S3 and DynamoDB by gateway, SSM (and Logs) by interface. */
export class Endpoints extends pulumi.ComponentResource {
  constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:network:Endpoints", name, {}, opts);
    const { region, artifacts, service, serverLog, role } = args;
    this.#gateway("s3", s3EndpointAccess(region, artifacts.arn, role.roleArn), args);
    this.#gateway("dynamodb", dynamodbEndpointAccess(service.tableArn, role.roleArn), args);
    this.#interface("ssm", ssmEndpointAccess(service.switchParameterArn, role.roleArn), args);
    if (serverLog !== undefined) {
      this.#interface("logs", logsEndpointAccess(serverLog.arn, role.roleArn), args);
    }
    this.registerOutputs({});
  }

  #gateway(service: string, policy: aws.iam.PolicyDocument, args: EndpointsArgs): void {
    const { network, firewall } = args;
    const endpoint = new aws.ec2.VpcEndpoint(
      service,
      {
        ...this.#common(service, policy, args),
        vpcEndpointType: "Gateway",
        routeTableIds: network.routeTableIds,
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
      `server-to-${service}`,
      {
        securityGroupId: firewall.serverGroupId,
        prefixListId: endpoint.prefixListId,
        ...tcp(443),
        description: `Servers to ${service}`,
      },
      { parent: this },
    );
  }

  #interface(service: string, policy: aws.iam.PolicyDocument, args: EndpointsArgs): void {
    const { network, firewall } = args;
    new aws.ec2.VpcEndpoint(
      service,
      {
        ...this.#common(service, policy, args),
        vpcEndpointType: "Interface",
        subnetIds: network.privateSubnetIds,
        securityGroupIds: [firewall.endpointGroupId],
        privateDnsEnabled: true,
      },
      { parent: this },
    );
  }

  #common(service: string, policy: aws.iam.PolicyDocument, { region, network }: EndpointsArgs) {
    return {
      vpcId: network.vpcId,
      serviceName: `com.amazonaws.${region}.${service}`,
      policy: pulumi.jsonStringify(policy),
    };
  }
}
