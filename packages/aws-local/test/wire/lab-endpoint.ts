import { systemClock } from "@soft-landing/shared/clock";
import type { Group } from "../../src/fleet/contract.ts";
import type {
  LoadBalancerSettings,
  TargetDescription,
  TargetGroupSettings,
} from "../../src/load-balancer/contract.ts";
import { createMetricStore } from "../../src/metrics/create-metric-store.ts";
import { createAwsEndpoint } from "../../src/wire/aws-endpoint.ts";
import type { AwsEndpoint, AwsEndpointOptions } from "../../src/wire/contract.ts";
import { defaultSettings, defaultTargetGroup } from "../load-balancer/rig.ts";
import { labGraph, loadBalancerArn, targetGroupArn } from "./lab-graph.ts";

export const loadBalancerSettings: LoadBalancerSettings = {
  ...defaultSettings,
  name: "soft-landing-test",
  arn: loadBalancerArn,
  arnSuffix: "app/soft-landing-test/0123456789abcdef",
  dnsName: "soft-landing-test-1234567890.us-east-1.elb.amazonaws.com",
  dropInvalidHeaderFields: true,
};

export const targetGroupSettings: TargetGroupSettings = {
  ...defaultTargetGroup,
  name: "servers",
  arn: targetGroupArn,
  arnSuffix: "targetgroup/servers/fedcba9876543210",
  port: 8080,
};

export const group: Group = {
  name: "servers-group",
  arn: "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:00000000-0000-4000-8000-000000000000:autoScalingGroupName/servers-group",
  minSize: 3,
  desiredCapacity: 3,
  maxSize: 6,
  availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c"],
  healthCheckType: "ELB",
  healthCheckGracePeriodSeconds: 60,
  targetGroupArns: [targetGroupSettings.arn],
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
    build: "basic",
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
  };
}

/** Options of an endpoint over a lab that stands still; a test replaces what it looks at. */
export function endpointOptions(overrides: Partial<AwsEndpointOptions> = {}): AwsEndpointOptions {
  const clock = overrides.clock ?? systemClock;
  return {
    graph: () => labGraph,
    targetGroup: { describeTargets: () => targets },
    loadBalancerSettings,
    targetGroupSettings: () => targetGroupSettings,
    group: () => group,
    metrics: createMetricStore({ clock }),
    callers: { callerOf: () => undefined },
    clock,
    parameterThroughputLimit: false,
    ...overrides,
  };
}

/** The settings with which an SDK client reaches a listening endpoint. */
export interface LabEndpoint {
  endpoint: AwsEndpoint;
  url: string;
  clientConfig: {
    endpoint: string;
    region: string;
    maxAttempts: number;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
}

export async function startEndpoint(
  options: AwsEndpointOptions,
  random?: () => number,
): Promise<LabEndpoint> {
  const endpoint = createAwsEndpoint(options, random);
  const url = `http://127.0.0.1:${await endpoint.listen(0)}`;
  const credentials = { accessKeyId: "AKIALAB", secretAccessKey: "lab" };
  return {
    endpoint,
    url,
    clientConfig: { endpoint: url, region: "us-east-1", maxAttempts: 1, credentials },
  };
}
