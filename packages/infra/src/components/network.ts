import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { subnetPrefix } from "../plan/stack-config.ts";

export interface NetworkArgs {
  availabilityZones: string[];
  vpcCidrBlock: string;
  /** The VPC's tags. Its subnets and route tables get them too, with their own names. */
  tags: Record<string, string>;
}

/** A VPC without NAT: public subnets for the load balancer, private ones for the instances, one of each in every zone. */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** In the order of the zones. */
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** In the order of the zones. */
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly routeTableIds: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:network:Network", name, {}, opts);
    const cidrMask = subnetPrefix(args.vpcCidrBlock);
    const vpc = new awsx.ec2.Vpc(
      name,
      {
        cidrBlock: args.vpcCidrBlock,
        availabilityZoneNames: args.availabilityZones,
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Public", cidrMask },
          { type: "Private", cidrMask },
        ],
        natGateways: { strategy: "None" },
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: args.tags,
      },
      { parent: this },
    );
    // No rules: nothing uses the VPC's default security group, not even by mistake.
    new aws.ec2.DefaultSecurityGroup(name, { vpcId: vpc.vpcId }, { parent: this });
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.routeTableIds = vpc.routeTables.apply((tables) => pulumi.all(tables.map(idOf)));
    this.registerOutputs({ vpcId: this.vpcId });
  }
}

/**
 * The SDK turns a reference into the bare ID if awsx was built with a newer @pulumi/aws than this program.
 */
function idOf(table: aws.ec2.RouteTable | string): pulumi.Input<string> {
  return typeof table === "string" ? table : table.id;
}
