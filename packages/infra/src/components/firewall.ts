import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "./network.ts";

export interface FirewallArgs {
  network: Network;
  /** The ports that the load balancer listens on. */
  listenerPorts: readonly number[];
  ingressCidrs: readonly string[];
  serverPort: number;
}

/**
 * Who may open connections: the world (or ingressCidrs) to the load balancer, the load balancer to the
 * servers, the servers to the VPC endpoints. Nothing else, and no SSH.
 */
export class Firewall extends pulumi.ComponentResource {
  readonly loadBalancerGroupId: pulumi.Output<string>;
  readonly serverGroupId: pulumi.Output<string>;
  readonly endpointGroupId: pulumi.Output<string>;

  constructor(name: string, args: FirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:network:Firewall", name, {}, opts);
    const { serverPort } = args;
    const { vpcId } = args.network;
    this.loadBalancerGroupId = this.#group("load-balancer", vpcId, "The load balancer of Soft Landing");
    this.serverGroupId = this.#group("server", vpcId, "The servers of Soft Landing");
    this.endpointGroupId = this.#group("endpoint", vpcId, "The VPC endpoints of Soft Landing");

    for (const port of args.listenerPorts) {
      for (const cidr of args.ingressCidrs) {
        this.#admit(`clients-${port}-${cidr.replaceAll(/[./]/g, "-")}`, {
          securityGroupId: this.loadBalancerGroupId,
          cidrIpv4: cidr,
          ...tcp(port),
          description: "Clients to the load balancer",
        });
      }
    }
    this.#connect("load-balancer-to-server", this.loadBalancerGroupId, this.serverGroupId, {
      ...tcp(serverPort),
      description: "Load balancer to servers",
    });
    this.#connect("server-to-endpoint", this.serverGroupId, this.endpointGroupId, {
      ...tcp(443),
      description: "Servers to VPC endpoints",
    });
    this.registerOutputs({});
  }

  #group(name: string, vpcId: pulumi.Input<string>, description: string): pulumi.Output<string> {
    return new aws.ec2.SecurityGroup(name, { vpcId, description }, { parent: this }).id;
  }

  /** Lets one group open connections to another, with a rule in each group. */
  #connect(
    name: string,
    from: pulumi.Output<string>,
    to: pulumi.Output<string>,
    rule: ReturnType<typeof tcp> & { description: string },
  ): void {
    new aws.vpc.SecurityGroupEgressRule(
      name,
      { securityGroupId: from, referencedSecurityGroupId: to, ...rule },
      { parent: this },
    );
    this.#admit(name, { securityGroupId: to, referencedSecurityGroupId: from, ...rule });
  }

  #admit(name: string, args: aws.vpc.SecurityGroupIngressRuleArgs): void {
    new aws.vpc.SecurityGroupIngressRule(name, args, { parent: this });
  }
}

/** The port of a TCP rule. */
export const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
