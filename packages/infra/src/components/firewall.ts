import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface FirewallArgs {
  vpcId: pulumi.Input<string>;
  /** The ports that the load balancer listens on. */
  listenerPorts: readonly number[];
  ingressCidrs: readonly string[];
  serverPort: number;
  tags: Record<string, string>;
}

/**
 * Who may open a connection to whom: the world (or ingressCidrs) to the load balancer, the load balancer to the servers,
 * the servers to the VPC endpoints. Nothing else, no SSH.
 */
export class Firewall extends pulumi.ComponentResource {
  readonly loadBalancerGroupId: pulumi.Output<string>;
  readonly serverGroupId: pulumi.Output<string>;
  readonly endpointGroupId: pulumi.Output<string>;

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:network:Firewall", name, {}, opts);
    const group = (role: string, description: string) =>
      new aws.ec2.SecurityGroup(
        `${name}-${role}`,
        {
          vpcId: args.vpcId,
          description,
          tags: { ...args.tags, Name: `${name}-${role}` },
        },
        { parent: this },
      ).id;
    this.loadBalancerGroupId = group("load-balancer", "The load balancer of Soft Landing");
    this.serverGroupId = group("server", "The servers of Soft Landing");
    this.endpointGroupId = group("endpoint", "The VPC endpoints of Soft Landing");

    for (const port of args.listenerPorts) {
      for (const cidr of args.ingressCidrs) {
        this.admit(`${name}-clients-${port}-${cidr.replaceAll(/[./]/g, "-")}`, {
          securityGroupId: this.loadBalancerGroupId,
          cidrIpv4: cidr,
          ...tcp(port),
          description: "Clients",
          tags: args.tags,
        });
      }
    }
    this.connect(
      `${name}-requests`,
      this.loadBalancerGroupId,
      this.serverGroupId,
      args.serverPort,
      args.tags,
    );
    this.connect(`${name}-api-calls`, this.serverGroupId, this.endpointGroupId, 443, args.tags);
    this.registerOutputs({});
  }

  /** Lets one group open connections to another: out of the one, into the other. */
  private connect(
    name: string,
    from: pulumi.Output<string>,
    to: pulumi.Output<string>,
    port: number,
    tags: Record<string, string>,
  ): void {
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      { securityGroupId: from, referencedSecurityGroupId: to, ...tcp(port), tags },
      { parent: this },
    );
    this.admit(`${name}-in`, { securityGroupId: to, referencedSecurityGroupId: from, ...tcp(port), tags });
  }

  private admit(name: string, args: aws.vpc.SecurityGroupIngressRuleArgs): void {
    new aws.vpc.SecurityGroupIngressRule(name, args, { parent: this });
  }
}

const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
