import type { BuildAnswers, LabSnapshot, Second } from "@soft-landing/shared/lab-api";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

/** A healthy lab of the basic build, one instance in each of three zones, but for what is given. */
export function snapshot(given: Partial<LabSnapshot> = {}): LabSnapshot {
  const build = given.build ?? "basic";
  const arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000";
  return {
    labId: "lab",
    pid: 4000,
    stack: "basic",
    region: "us-east-1",
    build,
    pageUrl: "http://127.0.0.1:8080",
    consoleUrl: "http://127.0.0.1:8081",
    awsEndpointUrl: "http://127.0.0.1:4566",
    startedAt: "2026-11-22T12:00:00.000Z",
    outputs: {},
    loadBalancer: {
      name: "sl-basic-1f2e3d4",
      arn: `${arn}:loadbalancer/app/sl-basic-1f2e3d4/50dc6c495c0c9188`,
      dnsName: "sl-basic-1f2e3d4-1234567890.us-east-1.elb.amazonaws.com",
      idleTimeoutSeconds: 60,
    },
    targetGroup: {
      name: "sl-basic-9a8b7c6",
      weight: 1,
      build,
      arn: `${arn}:targetgroup/sl-basic-9a8b7c6/73e2d6bc24d8a067`,
      port: 8080,
      algorithm: "round_robin",
      deregistrationDelaySeconds: 15,
      healthCheck: {
        path: "/healthcheck",
        intervalSeconds: 5,
        timeoutSeconds: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        matcher: "200",
      },
      targets: zones.map((availabilityZone, index) => ({
        id: instanceId(index),
        port: 8080,
        availabilityZone,
        state: "healthy",
        reason: null,
        description: null,
        anomaly: "normal",
      })),
    },
    otherTargetGroups: [],
    autoScalingGroup: {
      name: "sl-basic-3c59dc0",
      minSize: 3,
      desiredCapacity: 3,
      maxSize: 6,
      availabilityZones: zones,
      instances: zones.map((availabilityZone, index) => ({
        id: instanceId(index),
        availabilityZone,
        build,
        lifecycleState: "InService",
        healthStatus: "Healthy",
        pid: 4001 + index,
        frozen: false,
        launchedAt: "2026-11-22T12:00:01.000Z",
      })),
      activities: [],
    },
    zonesDown: [],
    inForce: (given.faults?.length ?? 0) + (given.zonesDown?.length ?? 0),
    table: { name: "sl-basic-recommendations-8e1a4f2", items: [] },
    parameter: { name: "/soft-landing/basic/RecommendationServiceEnabled", value: "true", version: 1 },
    faults: [],
    deployment: null,
    traffic: { requestsPerSecond: 5 },
    ...given,
  };
}

/** The id of one of the three instances of {@link snapshot}. */
export function instanceId(index: number): string {
  return `i-0000000000000000${index}`;
}

/** A second in which nothing happened but what is given. */
export function second(number: number, given: Partial<Second> = {}): Second {
  return {
    stack: "basic",
    second: number,
    requestCount: 0,
    healthyHosts: 3,
    unhealthyHosts: 0,
    requestsByTarget: {},
    requestsByTargetGroup: {},
    answersByTarget: {},
    answers: [],
    failures: [],
    diagnoses: [],
    waiting: 0,
    marks: [],
    ...given,
  };
}

/** What users got from one build, but for what is given nothing. */
export function answers(build: string | null, given: Partial<BuildAnswers>): BuildAnswers {
  return { build, personal: 0, degraded: 0, answered: 0, failed: 0, ...given };
}
