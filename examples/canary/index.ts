import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { Build, serverPort } from "./build.ts";
import { Recommendations } from "./recommendations.ts";

const tcp = (number: number) => ({ ipProtocol: "tcp", fromPort: number, toPort: number });
const everywhere = "0.0.0.0/0";

/** The stack: one load balancer that gives each of two builds its share of the requests. */
export default async function canary() {
  const { region = "us-east-1" } = aws.config;
  const { canaryPercent, certificateArn } = readConfig();
  const vpc = new awsx.ec2.Vpc("net", {
    cidrBlock: "10.2.0.0/16",
    numberOfAvailabilityZones: 2,
    subnetStrategy: "Auto",
    subnetSpecs: [{ type: "Public" }],
    natGateways: { strategy: "None" },
  });
  const ports = certificateArn === undefined ? [80] : [80, 443];
  const { balancerGroupId, serverGroupId } = firewall(vpc.vpcId, ports);
  const recommendations = new Recommendations("recommendations");
  const bucket = new aws.s3.Bucket("artifacts", { forceDestroy: true });
  const args = {
    region,
    vpcId: vpc.vpcId,
    subnetIds: vpc.publicSubnetIds,
    securityGroupId: serverGroupId,
    bucketName: bucket.bucket,
    instanceProfileArn: serverProfile(bucket, recommendations).arn,
    tableName: recommendations.table.name,
    switchParameterName: recommendations.switchParameter.name,
  };
  const basic = new Build("basic", args);
  const errorHandling = new Build("error-handling", args);
  const balancer = new aws.lb.LoadBalancer("web", {
    loadBalancerType: "application",
    subnets: vpc.publicSubnetIds,
    securityGroups: [balancerGroupId],
  });
  const shares = {
    type: "forward",
    forward: {
      targetGroups: [
        { arn: basic.targetGroupArn, weight: 100 - canaryPercent },
        { arn: errorHandling.targetGroupArn, weight: canaryPercent },
      ],
    },
  };
  const listener = page(balancer.arn, shares, certificateArn);
  basic.launch([listener]);
  errorHandling.launch([listener]);
  return {
    url: pulumi.interpolate`${certificateArn === undefined ? "http" : "https"}://${balancer.dnsName}`,
    canaryPercent,
    loadBalancerArn: balancer.arn,
  };
}

/** @throws pulumi.RunError for a share that is none */
function readConfig(): { canaryPercent: number; certificateArn: string | undefined } {
  const config = new pulumi.Config("canary");
  const canaryPercent = config.requireNumber("canaryPercent");
  if (!Number.isInteger(canaryPercent) || canaryPercent < 0 || canaryPercent > 100) {
    throw new pulumi.RunError(
      `canaryPercent is ${canaryPercent}. Give a whole number from 0 to 100: pulumi config set canary:canaryPercent 10`,
    );
  }
  return { canaryPercent, certificateArn: config.get("certificateArn") || undefined };
}

/** The listener that serves the page; with a certificate another one leads there. */
function page(
  loadBalancerArn: pulumi.Output<string>,
  shares: aws.types.input.lb.ListenerDefaultAction,
  certificateArn: string | undefined,
): aws.lb.Listener {
  if (certificateArn === undefined) {
    return new aws.lb.Listener("http", {
      loadBalancerArn,
      protocol: "HTTP",
      port: 80,
      defaultActions: [shares],
    });
  }
  const https = new aws.lb.Listener("https", {
    loadBalancerArn,
    protocol: "HTTPS",
    port: 443,
    certificateArn,
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    defaultActions: [shares],
  });
  const redirect = { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" };
  const defaultActions = [{ type: "redirect", redirect }];
  new aws.lb.Listener(
    "http",
    { loadBalancerArn, protocol: "HTTP", port: 80, defaultActions },
    { dependsOn: [https] },
  );
  return https;
}

function firewall(vpcId: pulumi.Output<string>, ports: readonly number[]) {
  const balancerGroup = new aws.ec2.SecurityGroup("balancer", { vpcId });
  const serverGroup = new aws.ec2.SecurityGroup("server", { vpcId });
  for (const port of ports) {
    new aws.vpc.SecurityGroupIngressRule(`visitors-${port}`, {
      securityGroupId: balancerGroup.id,
      cidrIpv4: everywhere,
      ...tcp(port),
    });
  }
  new aws.vpc.SecurityGroupEgressRule("to-servers", {
    securityGroupId: balancerGroup.id,
    referencedSecurityGroupId: serverGroup.id,
    ...tcp(serverPort),
  });
  new aws.vpc.SecurityGroupIngressRule("from-balancer", {
    securityGroupId: serverGroup.id,
    referencedSecurityGroupId: balancerGroup.id,
    ...tcp(serverPort),
  });
  new aws.vpc.SecurityGroupEgressRule("to-aws-and-packages", {
    securityGroupId: serverGroup.id,
    cidrIpv4: everywhere,
    ...tcp(443),
  });
  return { balancerGroupId: balancerGroup.id, serverGroupId: serverGroup.id };
}

function serverProfile(
  bucket: aws.s3.Bucket,
  { table, switchParameter }: Recommendations,
): aws.iam.InstanceProfile {
  const role = new aws.iam.Role("server", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
  });
  new aws.iam.RolePolicy("server", {
    role: role.name,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "s3:GetObject", Resource: pulumi.interpolate`${bucket.arn}/*` },
        { Effect: "Allow", Action: "dynamodb:GetItem", Resource: table.arn },
        { Effect: "Allow", Action: "ssm:GetParameter", Resource: switchParameter.arn },
      ],
    }),
  });
  return new aws.iam.InstanceProfile("server", { role: role.name });
}
