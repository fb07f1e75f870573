import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "@soft-landing/shared/clock";
import { type AwsEndpoint, createAwsEndpoint } from "../src/endpoint.ts";
import { createFaultRegistry, type FaultRegistry } from "../src/faults/fault-registry.ts";
import type { Group } from "../src/fleet/contract.ts";
import type { Fleet } from "../src/fleet/fleet.ts";
import { findPort, releasePort } from "../src/fleet/free-port.ts";
import type { RunningGroup } from "../src/fleet/group.ts";
import type { CallerDirectory } from "../src/imds/role-credentials.ts";
import type { TargetDescription } from "../src/load-balancer/contract.ts";
import { createMetricStore } from "../src/metrics/create-metric-store.ts";
import type { MetricStore } from "../src/metrics/metric-store.ts";
import type { ManagedGroup } from "../src/services/autoscaling/autoscaling.ts";
import { createServices, type Services } from "../src/services.ts";

export const accountId = "123456789012";
export const switchParameterName = "/soft-landing/test/RecommendationServiceEnabled";
export const tableName = "recommendations-0123abc";
export const loadBalancerArn =
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/soft-landing-test/0123456789abcdef";
export const targetGroupArn =
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/servers/fedcba9876543210";

type Declared = [token: string, id: string, properties: Record<string, unknown>];

/** A table with two items, for those who ask for it: its process takes longer to start than all the rest. */
const declaredTables: Declared[] = [
  [
    "aws:dynamodb/table:Table",
    tableName,
    {
      name: tableName,
      hashKey: "id",
      attributes: [{ name: "id", type: "S" }],
      billingMode: "PAY_PER_REQUEST",
    },
  ],
  [
    "aws:dynamodb/tableItem:TableItem",
    "first",
    {
      tableName,
      hashKey: "id",
      item: JSON.stringify({ id: { S: "1" }, user: { S: "Ada" }, recommendation: { S: "Columbo" } }),
    },
  ],
  [
    "aws:dynamodb/tableItem:TableItem",
    "second",
    {
      tableName,
      hashKey: "id",
      item: JSON.stringify({ id: { S: "2" }, user: { S: "Ben" }, recommendation: { S: "Star Trek" } }),
    },
  ],
];

/** What the sample's program declares: a parameter, a network, a balancer with its group. */
const declared: Declared[] = [
  [
    "aws:ssm/parameter:Parameter",
    switchParameterName,
    { name: switchParameterName, type: "String", value: "true", description: "The switch" },
  ],
  [
    "awsx:ec2:Vpc",
    "network",
    {
      vpcId: "vpc-1",
      availabilityZoneNames: ["us-east-1a", "us-east-1b"],
      publicSubnetIds: ["subnet-a", "subnet-b"],
    },
  ],
  [
    "aws:lb/loadBalancer:LoadBalancer",
    loadBalancerArn,
    {
      name: "soft-landing-test",
      arn: loadBalancerArn,
      arnSuffix: "app/soft-landing-test/0123456789abcdef",
      subnets: ["subnet-a", "subnet-b"],
      securityGroups: ["sg-1"],
      dropInvalidHeaderFields: true,
      tags: { Project: "soft-landing" },
    },
  ],
  [
    "aws:lb/targetGroup:TargetGroup",
    targetGroupArn,
    {
      name: "servers",
      arn: targetGroupArn,
      arnSuffix: "targetgroup/servers/fedcba9876543210",
      port: 8080,
      deregistrationDelay: 15,
      vpcId: "vpc-1",
      healthCheck: {
        path: "/healthcheck",
        interval: 5,
        timeout: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        matcher: "200",
      },
    },
  ],
  [
    "aws:lb/listener:Listener",
    loadBalancerArn.replace(":loadbalancer/", ":listener/").concat("/1111111111111111"),
    {
      arn: loadBalancerArn.replace(":loadbalancer/", ":listener/").concat("/1111111111111111"),
      loadBalancerArn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn }],
    },
  ],
];

const groupProperties = {
  name: "servers-group",
  arn: "",
  minSize: 3,
  maxSize: 6,
  healthCheckType: "ELB",
  healthCheckGracePeriod: 60,
  targetGroupArns: [targetGroupArn],
  vpcZoneIdentifiers: ["subnet-c", "subnet-d"],
  launchTemplate: { id: "lt-0123456789abcdef0", version: "1" },
  defaultCooldown: 300,
  defaultInstanceWarmup: 60,
  enabledMetrics: ["GroupInServiceInstances"],
  metricsGranularity: "1Minute",
  tags: [{ key: "Build", value: "basic", propagateAtLaunch: true }],
} as const satisfies object;

export const group: Group = {
  name: "servers-group",
  arn: "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:00000000-0000-4000-8000-000000000000:autoScalingGroupName/servers-group",
  minSize: 3,
  desiredCapacity: 3,
  maxSize: 6,
  availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
  healthCheckType: "ELB",
  healthCheckGracePeriodSeconds: 60,
  targetGroupArns: [targetGroupArn],
  tags: { Build: "basic" },
  createdAt: new Date("2026-01-01T00:00:00Z"),
  instances: ["a", "b", "c"].map((zone) => ({
    instanceId: `i-0000000000000000${zone}`,
    availabilityZone: `us-east-1${zone}`,
    instanceType: "t4g.micro",
    imageId: "ami-0123456789abcdef0",
    privateIp: "10.0.1.10",
    lifecycleState: "InService" as const,
    healthStatus: "Healthy" as const,
    launchTemplate: { id: "lt-0123456789abcdef0", name: "servers", version: "1" },
    pid: null,
    frozen: false,
    launchedAt: new Date("2026-01-01T00:00:01Z"),
  })),
  activities: Array.from({ length: 4 }, (_, index) => ({
    activityId: `activity-${index}`,
    description: `Launching a new EC2 instance: i-${index}`,
    cause:
      "At 2026-01-01T00:00:00Z an instance was started in response to a difference between desired and actual capacity.",
    statusCode: "Successful" as const,
    startTime: new Date(`2026-01-01T00:00:0${index}Z`),
    endTime: new Date(`2026-01-01T00:01:0${index}Z`),
  })),
};

/** Targets in every state that a description has a form for. */
export const targets: TargetDescription[] = [
  target("a", { state: "healthy" }),
  target("b", {
    state: "unhealthy",
    reason: "Target.ResponseCodeMismatch",
    description: "Health checks failed with these codes: [503]",
  }),
  target("c", {
    state: "draining",
    reason: "Target.DeregistrationInProgress",
    description: "Target deregistration is in progress",
  }),
];

function target(zone: string, health: TargetDescription["health"]): TargetDescription {
  return {
    target: {
      id: `i-0000000000000000${zone}`,
      port: 8080,
      availabilityZone: `us-east-1${zone}`,
      address: { host: "127.0.0.1", port: 1 },
    },
    health,
    anomaly: { result: "normal", mitigationInEffect: false },
    inFlight: 0,
    answerDelayMs: 0,
  };
}

export interface SampleRegionOptions {
  clock?: Clock;
  metrics?: MetricStore;
  callers?: CallerDirectory;
  group?: Group;
  parameterThroughputLimit?: boolean;
  tables?: boolean;
  certificateFolder?: string;
  /** The faults' dice, 0 (inclusive) to 1 (exclusive). */
  random?: () => number;
}

/** A region of real services whose instances stand still, behind its endpoint. */
export interface SampleRegion {
  endpoint: AwsEndpoint;
  services: Services;
  faults: FaultRegistry;
  url: string;
  /** The settings with which an SDK client reaches it. */
  clientConfig: {
    endpoint: string;
    region: string;
    maxAttempts: number;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  close(): Promise<void>;
}

export async function startSampleRegion(options: SampleRegionOptions = {}): Promise<SampleRegion> {
  const place = { region: "us-east-1", accountId };
  const clock = options.clock ?? systemClock;
  const workingFolder = await mkdtemp(join(tmpdir(), "sample-region-"));
  const services = createServices({
    ...place,
    clock,
    metrics: options.metrics ?? createMetricStore({ clock }),
    // Nothing is launched here.
    fleet: {} as Fleet,
    workingFolder,
    certificateFolder: options.certificateFolder ?? join(workingFolder, "certificate-authority"),
    localPort: findPort,
    releaseLocalPort: releasePort,
    parameterThroughputLimit: options.parameterThroughputLimit ?? false,
    onChange() {},
  });
  const resources = new Map(services.all.flatMap((service) => [...service.resources]));
  for (const [token, id, properties] of options.tables ? [...declaredTables, ...declared] : declared) {
    await resources.get(token)?.create(id, properties);
  }
  standStill(services, options.group ?? group);
  const faults = createFaultRegistry(options.random);
  const endpoint = createAwsEndpoint({
    ...place,
    services: services.all,
    callers: options.callers ?? { callerOf: () => undefined, hasExpired: () => false },
    faults,
    clock,
  });
  const url = `http://127.0.0.1:${await endpoint.listen(0)}`;
  const credentials = { accessKeyId: "AKIALAB", secretAccessKey: "lab" };
  return {
    endpoint,
    services,
    faults,
    url,
    clientConfig: { endpoint: url, region: "us-east-1", maxAttempts: 1, credentials },
    async close() {
      await endpoint.close();
      await Promise.all(services.all.map((service) => service.close()));
      await rm(workingFolder, { recursive: true, force: true });
    },
  };
}

/** Gives the target group targets in every state, and Auto Scaling a group, that no real instance is behind. */
function standStill({ elbv2, autoScaling }: Services, shown: Group): void {
  const running = elbv2.targetGroups.get(targetGroupArn);
  if (running !== undefined) {
    const { settings } = running.targetGroup;
    running.targetGroup = { ...running.targetGroup, settings, describeTargets: () => targets, close() {} };
  }
  // A test may put into the service what only its resource type may put there.
  const groups = autoScaling.groups as Map<string, ManagedGroup>;
  const group = { describe: () => shown } as RunningGroup;
  groups.set(shown.name, {
    properties: { ...groupProperties, arn: shown.arn } as unknown as ManagedGroup["properties"],
    running: group,
  });
}
