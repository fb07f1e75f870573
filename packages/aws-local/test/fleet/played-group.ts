import type { Activity } from "../../src/fleet/contract.ts";
import type { Ec2Instance, LaunchOptions } from "../../src/fleet/ec2-instance.ts";
import { createGroup, type RunningGroup } from "../../src/fleet/group.ts";
import type { GroupSettings } from "../../src/fleet/instance-settings.ts";
import type { AttachableTargetGroup } from "../../src/fleet/target-attachments.ts";
import { parseUnit } from "../../src/fleet/unit-settings.ts";
import type { TargetGroupSettings, TargetHealth } from "../../src/load-balancer/contract.ts";
import { manualClock } from "../manual-clock.ts";

/** Everything that was said and done has had its effect. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** An instance whose boots and ends happen when a test says so. */
export class PlayedInstance implements Ec2Instance {
  readonly id: string;
  readonly availabilityZone: string;
  readonly privateIp: string;
  readonly launchedAt: Date;
  readonly templateVersion: string;
  readonly lifecycleState: () => string;
  readonly calls: ("boot" | "shutDown" | "destroy" | "freeze" | "thaw")[] = [];
  readonly booting = Promise.withResolvers<void>();
  readonly ending = Promise.withResolvers<void>();

  constructor(
    id: string,
    nowMs: number,
    { settings, availabilityZone, privateIp, lifecycleState }: LaunchOptions,
  ) {
    this.id = id;
    this.availabilityZone = availabilityZone;
    this.privateIp = privateIp;
    this.launchedAt = new Date(nowMs);
    this.templateVersion = settings.launchTemplate.version;
    this.lifecycleState = lifecycleState;
  }

  pid = () => 1;
  unit = () => ({ failures: 0, lastEnd: null, gaveUp: false });
  logTail = () => "";
  target: Ec2Instance["target"] = (port) => ({
    id: this.id,
    port,
    availabilityZone: this.availabilityZone,
    address: { host: "127.0.0.1", port: 1 },
  });
  freeze = () => void this.calls.push("freeze");
  thaw = () => void this.calls.push("thaw");
  boot = () => this.#call("boot", this.booting.promise);
  shutDown = () => this.#call("shutDown", this.ending.promise);
  destroy = () => this.#call("destroy", this.ending.promise);

  get isEnding(): boolean {
    return this.calls.includes("shutDown") || this.calls.includes("destroy");
  }

  #call(name: "boot" | "shutDown" | "destroy", outcome: Promise<void>): Promise<void> {
    this.calls.push(name);
    return outcome;
  }
}

/** A target group that tells of every change at once, from inside of the call that causes it, as the real one does. */
export class PlayedTargetGroup implements AttachableTargetGroup {
  readonly settings: TargetGroupSettings;
  readonly registered = new Set<string>();
  readonly draining = new Map<string, () => void>();
  readonly deregistrations: string[] = [];
  readonly #listeners = new Set<(targetId: string, health: TargetHealth) => void>();

  constructor(arn: string, port = 80) {
    this.settings = {
      name: arn,
      arn,
      arnSuffix: arn,
      port,
      healthCheck: {
        path: "/",
        intervalSeconds: 5,
        timeoutSeconds: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
        matcher: "200",
      },
      deregistrationDelaySeconds: 300,
      slowStartSeconds: 0,
      algorithm: "round_robin",
      anomalyMitigation: "off",
      unhealthyStateRouting: { minimumHealthyTargetsCount: 1 },
    };
  }

  register: AttachableTargetGroup["register"] = ({ id }) => {
    this.drained(id);
    this.registered.add(id);
    this.tell(id, { state: "initial", reason: "Elb.RegistrationInProgress", description: "" });
  };

  deregister: AttachableTargetGroup["deregister"] = (id) => {
    this.deregistrations.push(id);
    this.registered.delete(id);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.draining.set(id, resolve);
    this.tell(id, { state: "draining", reason: "Target.DeregistrationInProgress", description: "" });
    return promise;
  };

  onHealthChange: AttachableTargetGroup["onHealthChange"] = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Nothing is in flight on the target any more. */
  drained(id: string): void {
    const drained = this.draining.get(id);
    if (drained === undefined) {
      return;
    }
    this.draining.delete(id);
    drained();
    this.tell(id, { state: "unused", reason: "Target.NotRegistered", description: "" });
  }

  tell(id: string, health: TargetHealth): void {
    for (const listener of this.#listeners) {
      listener(id, health);
    }
  }

  listeners = () => this.#listeners.size;
}

export const healthy: TargetHealth = { state: "healthy" };
export const unhealthy: TargetHealth = { state: "unhealthy", reason: "Target.Timeout", description: "" };

export function groupSettings(changes: Partial<GroupSettings> = {}, templateVersion = "1"): GroupSettings {
  return {
    name: "group",
    arn: "arn:group",
    minSize: 0,
    desiredCapacity: 3,
    maxSize: 6,
    tags: {},
    availabilityZones: ["a", "b", "c"],
    healthCheckType: "ELB",
    healthCheckGracePeriodSeconds: 30,
    targetGroupArns: [],
    maintenance: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
    instance: {
      launchTemplate: { id: "lt-1", name: "template", version: templateVersion },
      instanceType: "t4g.micro",
      imageId: "ami-1",
      architecture: "arm64",
      region: "us-east-1",
      accountId: "123456789012",
      userData: "",
      port: 80,
      boot: {
        files: [],
        unit: {
          name: "server.service",
          settings: parseUnit("server.service", "[Service]\nExecStart=/opt/start\n"),
        },
        environment: {},
        notPlayed: [],
      },
    },
    ...changes,
  };
}

/** A group on a clock in the test's hand, its instances and target groups played. */
export class PlayedGroup {
  readonly clock = manualClock();
  readonly instances: PlayedInstance[] = [];
  readonly zonesDown = new Set<string>();
  readonly group: RunningGroup;
  targetGroups: readonly PlayedTargetGroup[];
  changes = 0;

  constructor(settings = groupSettings(), targetGroups: readonly PlayedTargetGroup[] = []) {
    this.targetGroups = targetGroups;
    this.group = createGroup(settings, targetGroups, {
      clock: this.clock,
      zonesDown: () => this.zonesDown,
      privateIp: (zone) => `10.0.0.${zone}`,
      onChange: () => this.changes++,
      launchInstance: (options) => {
        const instance = new PlayedInstance(`i-${this.instances.length}`, this.clock.nowMs(), options);
        this.instances.push(instance);
        return instance;
      },
    });
  }

  /** Boots everything that boots. */
  async boot(): Promise<void> {
    for (const { booting } of this.instances) {
      booting.resolve();
    }
    await settled();
  }

  /** All registered instances pass, or fail, their checks. */
  check(health: TargetHealth): void {
    for (const targetGroup of this.targetGroups) {
      for (const id of [...targetGroup.registered]) {
        targetGroup.tell(id, health);
      }
    }
  }

  states(): string[] {
    return this.group.describe().instances.map(({ lifecycleState }) => lifecycleState);
  }

  activities(beginning: string): Activity[] {
    return this.group.describe().activities.filter(({ description }) => description.startsWith(beginning));
  }
}

/** A group whose instances serve: they have booted, and pass the checks of its target group. */
export async function servingGroup(...settings: Parameters<typeof groupSettings>) {
  const targetGroup = new PlayedTargetGroup("arn:targets");
  const played = new PlayedGroup(groupSettings(...settings), [targetGroup]);
  played.group.start();
  await played.boot();
  played.check(healthy);
  return { played, group: played.group, targetGroup };
}
