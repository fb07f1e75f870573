import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Firewall } from "./firewall.ts";
import type { Network } from "./network.ts";
import type { PrivateBucket } from "./private-bucket.ts";

export interface LoadBalancerArgs {
  network: Network;
  firewall: Firewall;
  serverPort: number;
  healthCheckPath: string;
  /** If given, the load balancer serves HTTPS, and HTTP redirects to it. */
  certificateArn: string | undefined;
  /** The certificate's name, which points to the load balancer. */
  domainName: string | undefined;
  /** For access logs. */
  accessLogs: PrivateBucket | undefined;
}

/** The load balancer, its listeners, and the target group in which every release registers its instances. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly arnSuffix: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  readonly targetGroupArnSuffix: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:LoadBalancer", name, {}, opts);
    const balancer = this.#balancer(name, args);
    const targetGroup = this.#targetGroup(name, args);
    this.#listeners(args, balancer.arn, targetGroup.arn);

    // The load balancer's own name is not in any certificate.
    this.url = pulumi.output(
      args.domainName === undefined
        ? pulumi.interpolate`http://${balancer.dnsName}`
        : `https://${args.domainName}`,
    );
    this.arn = balancer.arn;
    this.arnSuffix = balancer.arnSuffix;
    this.dnsName = balancer.dnsName;
    this.targetGroupArn = targetGroup.arn;
    this.targetGroupArnSuffix = targetGroup.arnSuffix;
    this.registerOutputs({ url: this.url });
  }

  #balancer(name: string, args: LoadBalancerArgs): aws.lb.LoadBalancer {
    return new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal: false,
        subnets: args.network.publicSubnetIds,
        securityGroups: [args.firewall.loadBalancerGroupId],
        idleTimeout: 60,
        dropInvalidHeaderFields: true,
        ...(args.accessLogs !== undefined && {
          accessLogs: { enabled: true, bucket: args.accessLogs.bucketName },
        }),
      },
      { parent: this },
    );
  }

  #targetGroup(name: string, args: LoadBalancerArgs): aws.lb.TargetGroup {
    return new aws.lb.TargetGroup(
      name,
      {
        vpcId: args.network.vpcId,
        targetType: "instance",
        protocol: "HTTP",
        port: args.serverPort,
        deregistrationDelay: 15,
        // All of them: Pulumi's defaults differ from the API's.
        healthCheck: {
          enabled: true,
          protocol: "HTTP",
          port: "traffic-port",
          path: args.healthCheckPath,
          interval: 5,
          timeout: 2,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
          matcher: "200",
        },
      },
      { parent: this },
    );
  }

  #listeners(
    { certificateArn, firewall }: LoadBalancerArgs,
    loadBalancerArn: pulumi.Output<string>,
    targetGroupArn: pulumi.Output<string>,
  ): void {
    const forward = { type: "forward", targetGroupArn };
    const http = (action: typeof forward | typeof redirect, dependsOn: pulumi.Resource[]) =>
      new aws.lb.Listener(
        "http",
        { loadBalancerArn, protocol: "HTTP", port: 80, defaultActions: [action] },
        { parent: this, dependsOn },
      );
    if (certificateArn === undefined) {
      http(forward, []);
      return;
    }
    const https = new aws.lb.Listener(
      "https",
      {
        loadBalancerArn,
        protocol: "HTTPS",
        port: 443,
        certificateArn,
        // Required by Security Hub's ELB.17 (ALB user guide, "Security policies").
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        defaultActions: [forward],
      },
      { parent: this },
    );
    // If AWS refuses the certificate, or a client is not allowed in, HTTP must stay as it is.
    http(redirect, [https, firewall]);
  }
}

const redirect = {
  type: "redirect",
  redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
};
