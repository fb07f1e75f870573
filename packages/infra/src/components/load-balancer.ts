import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface LoadBalancerArgs {
  vpcId: pulumi.Input<string>;
  publicSubnetIds: pulumi.Input<string[]>;
  securityGroupId: pulumi.Input<string>;
  serverPort: number;
  healthCheckPath: string;
  /** With it HTTPS is served, and HTTP redirects there. */
  certificateArn: string | undefined;
  /** The bucket for access logs, ready to be written to. */
  accessLogBucket: pulumi.Input<string> | undefined;
  tags: Record<string, string>;
}

/** The load balancer, its listeners, and the target group that every release registers its instances in. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly arnSuffix: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  readonly targetGroupArnSuffix: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("soft-landing:web:LoadBalancer", name, {}, opts);
    const balancer = this.balancer(name, args);
    const targetGroup = this.targetGroup(name, args);
    this.listeners(name, args, balancer.arn, targetGroup.arn);

    const scheme = args.certificateArn === undefined ? "http" : "https";
    this.url = pulumi.interpolate`${scheme}://${balancer.dnsName}`;
    this.arn = balancer.arn;
    this.arnSuffix = balancer.arnSuffix;
    this.targetGroupArn = targetGroup.arn;
    this.targetGroupArnSuffix = targetGroup.arnSuffix;
    this.registerOutputs({ url: this.url });
  }

  private balancer(name: string, args: LoadBalancerArgs): aws.lb.LoadBalancer {
    return new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal: false,
        subnets: args.publicSubnetIds,
        securityGroups: [args.securityGroupId],
        idleTimeout: 60,
        dropInvalidHeaderFields: true,
        ...(args.accessLogBucket !== undefined && {
          accessLogs: { enabled: true, bucket: args.accessLogBucket },
        }),
        tags: { ...args.tags, Name: name },
      },
      { parent: this },
    );
  }

  private targetGroup(name: string, args: LoadBalancerArgs): aws.lb.TargetGroup {
    return new aws.lb.TargetGroup(
      name,
      {
        vpcId: args.vpcId,
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
        tags: { ...args.tags, Name: name },
      },
      { parent: this },
    );
  }

  private listeners(
    name: string,
    { certificateArn, tags }: LoadBalancerArgs,
    loadBalancerArn: pulumi.Output<string>,
    targetGroupArn: pulumi.Output<string>,
  ): void {
    const forward = { type: "forward", targetGroupArn };
    const redirect = {
      type: "redirect",
      redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
    };
    const listener = (protocol: string, args: Pick<aws.lb.ListenerArgs, "defaultActions" | "port">) =>
      new aws.lb.Listener(
        `${name}-${protocol.toLowerCase()}`,
        {
          loadBalancerArn,
          protocol,
          ...args,
          ...(protocol === "HTTPS" && { certificateArn, sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" }),
          tags,
        },
        { parent: this },
      );
    if (certificateArn === undefined) {
      listener("HTTP", { port: 80, defaultActions: [forward] });
    } else {
      listener("HTTP", { port: 80, defaultActions: [redirect] });
      listener("HTTPS", { port: 443, defaultActions: [forward] });
    }
  }
}
