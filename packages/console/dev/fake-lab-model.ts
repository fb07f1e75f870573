import type { Fault, LabSnapshot, Second } from "@soft-landing/shared/lab-api";

type Build = LabSnapshot["build"];
type Instance = LabSnapshot["autoScalingGroup"]["instances"][number];

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

/**
 * A lab that only pretends, for work on the console without one: the story's numbers by plain rules, the same ones each time. Time
 * goes on by {@link FakeLab.step}, one second each.
 */
export class FakeLab {
  readonly seconds: Second[] = [];
  readonly snapshot: LabSnapshot;
  second: number;
  #launched = 0;
  #switchedAt: number | null = null;

  constructor(options: { labId: string; startSecond: number; pageUrl: string; consoleUrl: string }) {
    this.second = options.startSecond;
    this.snapshot = firstSnapshot(options, isoOf(options.startSecond));
    for (const zone of zones) {
      this.#launch(zone, "basic", "healthy");
    }
  }

  setParameter(value: string): void {
    const { parameter } = this.snapshot;
    parameter.value = value;
    parameter.version += 1;
  }

  setTraffic(requestsPerSecond: number): void {
    this.snapshot.traffic = { requestsPerSecond, personal: 0, degraded: 0, failed: 0 };
  }

  addFaults(faults: readonly Fault[]): void {
    for (const fault of faults) {
      this.snapshot.faults.push({ ...fault, id: `fault-${this.snapshot.faults.length + 1}`, effectCount: 0 });
    }
  }

  removeFaults(ids: readonly string[]): void {
    this.snapshot.faults = ids.length === 0 ? [] : this.snapshot.faults.filter(({ id }) => !ids.includes(id));
  }

  switchBuild(build: Build): void {
    this.#switchedAt = this.second;
    this.snapshot.deployment = {
      build,
      state: "evaluating",
      message: "Evaluating the program with the other build.",
      startedAt: isoOf(this.second),
      endedAt: null,
    };
  }

  freeze(id: string): void {
    const instance = this.#instance(id);
    if (instance !== undefined) {
      instance.frozen = true;
    }
    this.#setTarget(id, "unhealthy", "Target.Timeout", "Request timed out");
  }

  kill(id: string): void {
    const instance = this.#instance(id);
    if (instance === undefined) {
      return;
    }
    this.#remove(id);
    this.#launch(instance.availabilityZone, instance.build, "initial");
  }

  zone(name: string, down: boolean): void {
    const others = this.snapshot.zonesDown.filter((zone) => zone !== name);
    this.snapshot.zonesDown = down ? [...others, name] : others;
    for (const { id, availabilityZone } of this.snapshot.autoScalingGroup.instances) {
      if (availabilityZone !== name) {
        continue;
      }
      if (down) {
        this.#setTarget(id, "unhealthy", "Target.Timeout", "Request timed out");
      } else {
        this.#setTarget(id, "healthy", null, null);
      }
    }
  }

  /** One second later. Returns whether more than numbers changed. */
  step(): boolean {
    const changed = this.#deploy();
    this.#count();
    this.second += 1;
    return changed;
  }

  #count(): void {
    const { targets } = this.snapshot.targetGroup;
    const serving = targets.filter(({ state }) => state === "healthy");
    const rate = this.snapshot.traffic.requestsPerSecond;
    const wave = Math.round(rate * (1 + 0.06 * Math.sin(this.second / 7)));
    const requestsByTarget: Record<string, number> = {};
    let [personal, degraded, failed] = [0, 0, 0];
    serving.forEach(({ id }, index) => {
      const here = Math.floor(wave / serving.length) + (index < wave % serving.length ? 1 : 0);
      if (here > 0) {
        requestsByTarget[id] = here;
      }
      const readFails = this.snapshot.parameter.value !== "true" || this.snapshot.faults.length > 0;
      if (!readFails) {
        personal += here;
      } else if (this.#instance(id)?.build === "basic") {
        failed += here;
      } else {
        degraded += here;
      }
    });
    for (const fault of this.snapshot.faults) {
      fault.effectCount += wave;
    }
    const before = this.snapshot.traffic;
    this.snapshot.traffic = {
      requestsPerSecond: rate,
      personal: before.personal + personal,
      degraded: before.degraded + degraded,
      failed: before.failed + failed,
    };
    const answered = personal + degraded;
    const ripple = 1 + 0.3 * Math.sin(this.second / 3) + 0.2 * Math.sin(this.second / 1.7);
    this.seconds.push({
      second: this.second,
      requestCount: personal + degraded + failed,
      ...(failed > 0 && { elb5xx: failed, elb502: failed }),
      ...(answered > 0 && {
        target2xx: answered,
        targetResponseTimeMs: { p50: 3.1 * ripple + 2, p99: 9 * ripple + 6, max: 14 * ripple + 9 },
      }),
      healthyHosts: serving.length,
      unhealthyHosts: targets.filter(({ state }) => state === "unhealthy").length,
      requestsByTarget,
      traffic: this.snapshot.traffic,
    });
    if (this.seconds.length > 900) {
      this.seconds.shift();
    }
  }

  #deploy(): boolean {
    const { deployment, autoScalingGroup } = this.snapshot;
    if (deployment === null || deployment.endedAt !== null || this.#switchedAt === null) {
      return false;
    }
    const elapsed = this.second - this.#switchedAt;
    const old = autoScalingGroup.instances.filter(({ build }) => build !== deployment.build);
    const fresh = autoScalingGroup.instances.filter(({ build }) => build === deployment.build);
    if (elapsed === 2) {
      deployment.state = "launching";
      deployment.message = "Three new instances launch; the old ones serve.";
      for (const zone of zones) {
        this.#launch(zone, deployment.build, "initial");
      }
    } else if (elapsed === 6) {
      for (const { id } of fresh) {
        this.#setTarget(id, "healthy", null, null);
      }
      for (const { id } of old) {
        this.#setTarget(
          id,
          "draining",
          "Target.DeregistrationInProgress",
          "Target deregistration is in progress",
        );
      }
      deployment.state = "draining";
      deployment.message = "The new instances serve; the old ones finish what they have begun.";
      this.snapshot.build = deployment.build as Build;
    } else if (elapsed === 14) {
      for (const { id } of old) {
        this.#remove(id);
      }
      deployment.state = "done";
      deployment.message = "Three instances serve. No request was lost.";
      deployment.endedAt = isoOf(this.second);
    } else {
      return false;
    }
    return true;
  }

  #launch(zone: string, build: string, state: "healthy" | "initial"): void {
    this.#launched += 1;
    const id = `i-0${(0x5eed_0000_1000_0000n + BigInt(this.#launched) * 0x9e3779b97f4an).toString(16)}`;
    const startedAt = isoOf(this.second);
    this.snapshot.autoScalingGroup.instances.push({
      id,
      availabilityZone: zone,
      build,
      lifecycleState: "InService",
      healthStatus: "Healthy",
      pid: 4000 + this.#launched,
      frozen: false,
      launchedAt: startedAt,
    });
    this.snapshot.targetGroup.targets.push({
      id,
      port: 8080,
      availabilityZone: zone,
      state,
      reason: state === "healthy" ? null : "Elb.InitialHealthChecking",
      description: state === "healthy" ? null : "Initial health checks in progress",
      anomaly: "normal",
    });
    this.snapshot.autoScalingGroup.activities.unshift({
      id: `activity-${this.#launched}`,
      statusCode: "Successful",
      description: `Launching a new EC2 instance: ${id}`,
      cause: `At ${startedAt} an instance was started in response to a difference between desired and actual capacity.`,
      startedAt,
      endedAt: isoOf(this.second + 4),
    });
  }

  #remove(id: string): void {
    const { autoScalingGroup, targetGroup } = this.snapshot;
    autoScalingGroup.instances = autoScalingGroup.instances.filter((one) => one.id !== id);
    targetGroup.targets = targetGroup.targets.filter((one) => one.id !== id);
  }

  #instance(id: string): Instance | undefined {
    return this.snapshot.autoScalingGroup.instances.find((one) => one.id === id);
  }

  #setTarget(
    id: string,
    state: "healthy" | "unhealthy" | "draining",
    reason: string | null,
    description: string | null,
  ): void {
    const target = this.snapshot.targetGroup.targets.find((one) => one.id === id);
    if (target !== undefined) {
      Object.assign(target, { state, reason, description });
    }
  }
}

function isoOf(second: number): string {
  return new Date(second * 1000).toISOString();
}

function firstSnapshot(
  { labId, pageUrl, consoleUrl }: { labId: string; pageUrl: string; consoleUrl: string },
  startedAt: string,
): LabSnapshot {
  const balancer = "app/soft-landing-basic/50dc6c495c0c9188";
  const group = "targetgroup/soft-landing-basic/73e2d6bc24d8a067";
  const arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000";
  return {
    labId,
    pid: 4000,
    stack: "basic",
    region: "us-east-1",
    build: "basic",
    pageUrl,
    consoleUrl,
    awsEndpointUrl: "http://127.0.0.1:4566",
    startedAt,
    outputs: {},
    loadBalancer: {
      name: "soft-landing-basic-1f2e3d4c",
      arn: `${arn}:loadbalancer/${balancer}`,
      dnsName: "soft-landing-basic-1f2e3d4c-1234567890.us-east-1.elb.amazonaws.com",
      idleTimeoutSeconds: 60,
    },
    targetGroup: {
      name: "soft-landing-basic-9a8b7c6d",
      arn: `${arn}:${group}`,
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
      targets: [],
    },
    autoScalingGroup: {
      name: "soft-landing-basic-3c59dc04",
      minSize: 3,
      desiredCapacity: 3,
      maxSize: 6,
      availabilityZones: zones,
      instances: [],
      activities: [],
    },
    zonesDown: [],
    table: {
      name: "recommendations-8e1a4f2",
      items: [
        { user: "One", recommendation: "First show" },
        { user: "Two", recommendation: "Second show" },
        { user: "Three", recommendation: "Third show" },
        { user: "Four", recommendation: "Fourth show" },
      ],
    },
    parameter: { name: "/soft-landing/basic/RecommendationServiceEnabled", value: "true", version: 1 },
    faults: [],
    deployment: null,
    traffic: { requestsPerSecond: 0, personal: 0, degraded: 0, failed: 0 },
  };
}
