import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { projectName } from "@soft-landing/shared/stack-config";
import type { StackOutputs } from "@soft-landing/shared/stack-outputs";
import { askAccountId } from "./account.ts";
import { Endpoints } from "./components/endpoints.ts";
import { Firewall } from "./components/firewall.ts";
import { LoadBalancer } from "./components/load-balancer.ts";
import { Monitoring } from "./components/monitoring.ts";
import { Network } from "./components/network.ts";
import { PrivateBucket } from "./components/private-bucket.ts";
import { RecommendationService } from "./components/recommendation-service.ts";
import { Release } from "./components/release.ts";
import { ServerRole } from "./components/server-role.ts";
import { accessLogDelivery, tlsOnly } from "./plan/iam-documents.ts";
import { dashboardUrl } from "./plan/names.ts";
import { releaseHash } from "./plan/release-hash.ts";
import { passGate } from "./release-gate.ts";
import { readStack } from "./stack.ts";
import { instanceUserData, userDataTemplate } from "./user-data.ts";

/** The port on which the servers listen, and to which the load balancer sends requests. */
const serverPort = 8080;

const healthCheckPaths = { shallow: "/healthcheck", deep: "/healthcheck/deep" } as const;

type Outputs = Record<keyof StackOutputs, pulumi.Input<string>>;

/**
 * The whole stack. Everything that can be refused is refused before the first resource. An update ends only
 * when the release serves. Only then does Pulumi delete what is no longer in the program, including the
 * previous release.
 *
 * @returns The stack outputs.
 */
export async function program(): Promise<Outputs> {
  const { stack, region, config, availabilityZones, artifact, machineImageId } = await readStack();
  const { build, instanceType, instanceCount, certificateArn, domainName } = config;
  const accountId = config.accessLogs ? await askAccountId() : undefined;

  const network = new Network("network", {
    availabilityZones,
    vpcCidrBlock: config.vpcCidrBlock,
    tags: { Name: `${projectName}-${stack}`, Stack: stack },
  });
  const firewall = new Firewall("firewall", {
    network,
    listenerPorts: certificateArn === undefined ? [80] : [80, 443],
    ingressCidrs: config.ingressCidrs,
    serverPort,
  });
  const service = new RecommendationService("recommendations");
  const artifacts = new PrivateBucket("artifacts", { policy: tlsOnly });
  const serverLog = config.shipLogs
    ? new aws.cloudwatch.LogGroup("server-log", { retentionInDays: 14 })
    : undefined;
  const role = new ServerRole("server", { service, serverLog });
  const endpoints = new Endpoints("endpoints", {
    region,
    network,
    firewall,
    role,
    artifacts,
    service,
    serverLog,
  });
  const loadBalancer = new LoadBalancer("web", {
    network,
    firewall,
    serverPort,
    healthCheckPath: healthCheckPaths[config.healthCheck],
    certificateArn,
    domainName,
    accessLogs: accountId === undefined ? undefined : accessLogBucket(accountId),
  });

  const userDataSettings = { region, serverPort, artifact };
  const hash = releaseHash({
    artifactSha256: artifact.sha256,
    machineImageId,
    instanceType,
    userDataTemplate: userDataTemplate({ ...userDataSettings, shipLogs: config.shipLogs }),
  });
  const release = new Release(`release-${hash}`, {
    hash,
    artifact,
    machineImageId,
    instanceType,
    instanceCount,
    network,
    firewall,
    artifacts,
    role,
    loadBalancer,
    after: [service, endpoints],
    userData: (artifactS3Uri) =>
      pulumi
        .output({
          artifactS3Uri,
          tableName: service.tableName,
          switchParameterName: service.switchParameterName,
          logGroupName: serverLog?.name,
        })
        .apply((names) => instanceUserData({ ...userDataSettings, ...names })),
    tags: { Project: projectName, Stack: stack, Build: build, Name: `${projectName}-${stack}-${hash}` },
  });
  const monitoring = new Monitoring("monitoring", {
    region,
    stack,
    instanceCount,
    loadBalancer,
    service,
    release,
  });

  // A preview does not create a release, and neither does a recording, which has no engine.
  if (!pulumi.runtime.isDryRun() && pulumi.runtime.getEngine() !== undefined) {
    await passGate({
      build,
      group: release.group,
      targetGroupArn: loadBalancer.targetGroupArn,
      instanceCount,
      timeoutMinutes: config.releaseTimeoutMinutes,
      registered: pulumi.all([release.complete, monitoring.dashboardName]),
    });
  }
  return {
    url: loadBalancer.url,
    healthCheckUrl: pulumi.interpolate`${loadBalancer.url}/healthcheck`,
    loadBalancerDnsName: loadBalancer.dnsName,
    build,
    artifactSha256: artifact.sha256,
    switchParameterName: service.switchParameterName,
    tableName: service.tableName,
    loadBalancerArn: loadBalancer.arn,
    targetGroupArn: loadBalancer.targetGroupArn,
    autoScalingGroupName: release.autoScalingGroupName,
    dashboardUrl: monitoring.dashboardName.apply((name) => dashboardUrl(region, name)),
  };
}

function accessLogBucket(accountId: string): PrivateBucket {
  return new PrivateBucket("access-logs", {
    policy: (arn) => accessLogDelivery(arn, accountId),
    expireAfterDays: 30,
  });
}
