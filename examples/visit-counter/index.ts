import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { userData } from "./user-data.ts";

const port = 8080;
const tcp = (number: number) => ({ ipProtocol: "tcp", fromPort: number, toPort: number });
const everywhere = "0.0.0.0/0";

/** The stack: a balancer in front of two servers, a table for the visits, a parameter for the greeting. */
export default async function visitCounter() {
  const { region = "us-east-1" } = aws.config;
  const vpc = new awsx.ec2.Vpc("net", {
    cidrBlock: "10.1.0.0/16",
    numberOfAvailabilityZones: 2,
    subnetStrategy: "Auto",
    subnetSpecs: [{ type: "Public" }],
    natGateways: { strategy: "None" },
  });
  const balancerGroup = new aws.ec2.SecurityGroup("balancer", { vpcId: vpc.vpcId });
  const serverGroup = new aws.ec2.SecurityGroup("server", { vpcId: vpc.vpcId });
  new aws.vpc.SecurityGroupIngressRule("visitors", {
    securityGroupId: balancerGroup.id,
    cidrIpv4: everywhere,
    ...tcp(80),
  });
  new aws.vpc.SecurityGroupEgressRule("to-servers", {
    securityGroupId: balancerGroup.id,
    referencedSecurityGroupId: serverGroup.id,
    ...tcp(port),
  });
  new aws.vpc.SecurityGroupIngressRule("from-balancer", {
    securityGroupId: serverGroup.id,
    referencedSecurityGroupId: balancerGroup.id,
    ...tcp(port),
  });
  new aws.vpc.SecurityGroupEgressRule("to-aws-and-packages", {
    securityGroupId: serverGroup.id,
    cidrIpv4: everywhere,
    ...tcp(443),
  });

  const visits = new aws.dynamodb.Table("visits", {
    billingMode: "PAY_PER_REQUEST",
    hashKey: "page",
    attributes: [{ name: "page", type: "S" }],
  });
  const greeting = new aws.ssm.Parameter("greeting", { type: "String", value: "Good day" });
  const role = new aws.iam.Role("server", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
  });
  new aws.iam.RolePolicy("server", {
    role: role.name,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "dynamodb:UpdateItem", Resource: visits.arn },
        { Effect: "Allow", Action: "ssm:GetParameter", Resource: greeting.arn },
      ],
    }),
  });
  const profile = new aws.iam.InstanceProfile("server", { role: role.name });

  const image = aws.ssm.getParameterOutput({
    name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
  });
  const template = new aws.ec2.LaunchTemplate("server", {
    imageId: image.value,
    instanceType: "t4g.micro",
    iamInstanceProfile: { arn: profile.arn },
    vpcSecurityGroupIds: [serverGroup.id],
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required" },
    userData: pulumi
      .output({
        PORT: String(port),
        AWS_REGION: region,
        TABLE: visits.name,
        GREETING_PARAMETER: greeting.name,
      })
      .apply((settings) => Buffer.from(userData(settings)).toString("base64")),
  });
  const balancer = new aws.lb.LoadBalancer("web", {
    loadBalancerType: "application",
    subnets: vpc.publicSubnetIds,
    securityGroups: [balancerGroup.id],
  });
  const servers = new aws.lb.TargetGroup("web", {
    vpcId: vpc.vpcId,
    protocol: "HTTP",
    port,
    deregistrationDelay: 5,
    healthCheck: { path: "/health", interval: 5, timeout: 2, healthyThreshold: 2, unhealthyThreshold: 2 },
  });
  const listener = new aws.lb.Listener("http", {
    loadBalancerArn: balancer.arn,
    protocol: "HTTP",
    port: 80,
    defaultActions: [{ type: "forward", targetGroupArn: servers.arn }],
  });
  new aws.autoscaling.Group(
    "server",
    {
      minSize: 2,
      maxSize: 4,
      vpcZoneIdentifiers: vpc.publicSubnetIds,
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      targetGroupArns: [servers.arn],
      healthCheckType: "ELB",
      healthCheckGracePeriod: 180,
    },
    { dependsOn: [listener] },
  );
  return {
    url: pulumi.interpolate`http://${balancer.dnsName}`,
    table: visits.name,
    greeting: greeting.name,
  };
}
