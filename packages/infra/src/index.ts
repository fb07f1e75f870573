import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "@soft-landing/shared/stack-config";
import type { StackOutputs } from "@soft-landing/shared/stack-outputs";
import { Endpoints } from "./components/endpoints.ts";
import { Firewall } from "./components/firewall.ts";
import { LoadBalancer } from "./components/load-balancer.ts";
import { Monitoring } from "./components/monitoring.ts";
import { Network } from "./components/network.ts";
import { PrivateBucket } from "./components/private-bucket.ts";
import { RecommendationService } from "./components/recommendation-service.ts";
import { Release } from "./components/release.ts";
import { ServerLog } from "./components/server-log.ts";
import { ServerRole } from "./components/server-role.ts";
import { accessLogDelivery, tlsOnly } from "./plan/iam-documents.ts";
import { architectureOf, machineImageParameter } from "./plan/instance-type.ts";
import { baseName, commonTags, dashboardUrl, switchParameterName } from "./plan/names.ts";
import { releaseHash } from "./plan/release-hash.ts";
import { readStack } from "./stack.ts";
import { instanceUserData, userDataTemplate } from "./user-data.ts";

/** The port that the servers listen on and the load balancer sends to. */
const serverPort = 8080;

const healthCheckPaths = { shallow: "/healthcheck", deep: "/healthcheck/deep" } as const;

/**
 * The whole stack. Everything that can be refused is refused before the first resource.
 *
 * @returns The stack outputs.
 */
export async function program(): Promise<pulumi.Inputs & Record<keyof StackOutputs, unknown>> {
  const { stack, region, config, availabilityZones, artifact } = await readStack();
  const name = baseName(stack);
  const tags = commonTags(stack);
  const machineImageId = await newestMachineImage(config);

  const network = new Network(`${name}-network`, { availabilityZones, tags });
  const firewall = new Firewall(`${name}-firewall`, {
    vpcId: network.vpcId,
    listenerPorts: config.certificateArn === undefined ? [80] : [80, 443],
    ingressCidrs: config.ingressCidrs,
    serverPort,
    tags,
  });
  const service = new RecommendationService(`${name}-recommendations`, {
    switchParameterName: switchParameterName(stack),
    tags,
  });
  const bucket = new PrivateBucket(`${name}-artifacts`, {
    policy: tlsOnly,
    expireAfterDays: undefined,
    tags,
  });
  const serverLog = config.shipLogs ? new ServerLog(`${name}-log`, { tags }) : undefined;
  const role = new ServerRole(`${name}-server`, {
    tableArn: service.tableArn,
    switchParameterArn: service.switchParameterArn,
    logGroupArn: serverLog?.logGroupArn,
    tags,
  });
  const endpoints = new Endpoints(`${name}-endpoints`, {
    region,
    vpcId: network.vpcId,
    routeTableIds: network.routeTableIds,
    privateSubnetIds: network.privateSubnetIds,
    endpointGroupId: firewall.endpointGroupId,
    serverGroupId: firewall.serverGroupId,
    roleArn: role.roleArn,
    bucketArn: bucket.arn,
    tableArn: service.tableArn,
    parameterArn: service.switchParameterArn,
    logGroupArn: serverLog?.logGroupArn,
    tags,
  });
  const loadBalancer = new LoadBalancer(name, {
    vpcId: network.vpcId,
    publicSubnetIds: network.publicSubnetIds,
    securityGroupId: firewall.loadBalancerGroupId,
    serverPort,
    healthCheckPath: healthCheckPaths[config.healthCheck],
    certificateArn: config.certificateArn,
    accessLogBucket: config.accessLogs ? await accessLogBucket(`${name}-access-logs`, tags) : undefined,
    tags,
  });

  const userDataSettings = {
    region,
    serverPort,
    switchParameterName: switchParameterName(stack),
    artifact,
  };
  const hash = releaseHash({
    artifactSha256: artifact.sha256,
    machineImageId,
    instanceType: config.instanceType,
    userDataTemplate: userDataTemplate({ ...userDataSettings, shipLogs: config.shipLogs }),
  });
  const release = new Release(`${name}-release-${hash}`, {
    hash,
    build: config.build,
    artifact,
    bucketName: bucket.bucketName,
    bucketArn: bucket.arn,
    roleName: role.roleName,
    instanceProfileArn: role.instanceProfileArn,
    machineImageId,
    instanceType: config.instanceType,
    instanceCount: config.instanceCount,
    userData: (artifactS3Uri) =>
      pulumi
        .all([service.tableName, artifactS3Uri, serverLog?.logGroupName])
        .apply(([tableName, s3Uri, logGroupName]) =>
          instanceUserData({ ...userDataSettings, tableName, artifactS3Uri: s3Uri, logGroupName }),
        ),
    serverGroupId: firewall.serverGroupId,
    privateSubnetIds: network.privateSubnetIds,
    loadBalancerArnSuffix: loadBalancer.arnSuffix,
    targetGroupArn: loadBalancer.targetGroupArn,
    targetGroupArnSuffix: loadBalancer.targetGroupArnSuffix,
    readyAfter: [loadBalancer, firewall, endpoints, role, service],
    tags,
  });
  const monitoring = new Monitoring(name, {
    region,
    stack,
    instanceCount: config.instanceCount,
    loadBalancerArnSuffix: loadBalancer.arnSuffix,
    targetGroupArnSuffix: loadBalancer.targetGroupArnSuffix,
    tableName: service.tableName,
    autoScalingGroupName: release.autoScalingGroupName,
    tags,
  });

  return {
    url: loadBalancer.url,
    healthCheckUrl: pulumi.interpolate`${loadBalancer.url}/healthcheck`,
    build: config.build,
    artifactSha256: artifact.sha256,
    switchParameterName: switchParameterName(stack),
    tableName: service.tableName,
    loadBalancerArn: loadBalancer.arn,
    targetGroupArn: loadBalancer.targetGroupArn,
    autoScalingGroupName: release.autoScalingGroupName,
    dashboardUrl: monitoring.dashboardName.apply((dashboard) => dashboardUrl(region, dashboard)),
  };
}

/** The newest Amazon Linux 2023 of the instance type's architecture: a new image is a new release. */
async function newestMachineImage({ instanceType }: StackConfig): Promise<string> {
  const name = machineImageParameter(architectureOf(instanceType));
  return (await aws.ssm.getParameter({ name })).value;
}

async function accessLogBucket(name: string, tags: Record<string, string>): Promise<pulumi.Output<string>> {
  const { accountId } = await aws.getCallerIdentity();
  const bucket = new PrivateBucket(name, {
    policy: (arn) => accessLogDelivery(arn, accountId),
    expireAfterDays: 30,
    tags,
  });
  return bucket.bucketName;
}
