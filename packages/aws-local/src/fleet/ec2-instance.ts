import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import type { Clock } from "@soft-landing/shared/clock";
import { createImds, type Imds } from "../imds/imds.ts";
import type { RoleCredentials } from "../imds/role-credentials.ts";
import type { Target } from "../load-balancer/contract.ts";
import { placeBoot } from "./boot-plan.ts";
import type { WrittenFile } from "./cloud-config.ts";
import { inheritedEnvironment } from "./inherited-environment.ts";
import type { InstanceSettings } from "./instance-settings.ts";
import type { Supervisor } from "./supervisor.ts";
import { createUnit, type Unit, type UnitRecord } from "./unit.ts";
import { createUnitLog } from "./unit-log.ts";

/** What every instance of a lab needs. */
export interface InstanceHost {
  clock: Clock;
  supervisor: Supervisor;
  credentials: RoleCredentials;
  awsEndpointUrl(): string;
  workingFolder: string;
  findPort(): Promise<number>;
  releasePort(port: number): void;
  /** Receives every line that a server logs, with its instance. */
  onLogLine?: (line: string, instanceId: string) => void;
}

export interface LaunchOptions {
  settings: InstanceSettings;
  availabilityZone: string;
  privateIp: string;
  lifecycleState: () => string;
  onChange: () => void;
}

/** An EC2 instance: its own metadata service, and the server unit as a process. */
export interface Ec2Instance {
  readonly id: string;
  readonly availabilityZone: string;
  readonly privateIp: string;
  readonly launchedAt: Date;
  pid(): number | null;
  unit(): UnitRecord;
  /** Starts it. Resolves when it has booted: its server listens, or has failed to. */
  boot(): Promise<void>;
  /** @param port the target group's */
  target(port: number): Target;
  freeze(): void;
  thaw(): void;
  /** Ends the unit in order. A second call has no effect. */
  shutDown(): Promise<void>;
  /** Ends it at once, even while it shuts down. A second call has no effect. */
  destroy(): Promise<void>;
  /** The last lines that the server wrote. */
  logTail(): string;
}

/** How long a boot may take before the instance counts as running with a server that does not listen. */
const bootLimitMs = 10_000;
const bootPollMs = 20;

const tailLines = 6;

/** @param artifactFolder the folder of the unpacked artifact, if user data names one */
export function createEc2Instance(
  host: InstanceHost,
  artifactFolder: Promise<string | undefined>,
  options: LaunchOptions,
): Ec2Instance {
  const { settings, availabilityZone, privateIp } = options;
  const id = `i-0${randomBytes(8).toString("hex")}`;
  const launchedAt = new Date(host.clock.nowMs());
  const folder = join(host.workingFolder, "instances", id);
  const log = createUnitLog(host.clock, (line) => host.onLogLine?.(line, id));
  const imds = createInstanceMetadata(host, options, id, launchedAt);
  let unit: Unit | undefined;
  let port = 0;
  let gone = false;
  let frozen = false;
  let booting: Promise<void> = Promise.resolve();
  let cleaned: Promise<void> | undefined;

  async function bootOnce(): Promise<void> {
    const [imdsPort, serverPort, unpacked] = await Promise.all([
      imds.listen(0, "127.0.0.1"),
      host.findPort(),
      artifactFolder,
    ]);
    port = serverPort;
    // Variables that make sense only on this machine. All others come from user data.
    const overrides = {
      PORT: String(port),
      HOST: "127.0.0.1",
      AWS_ENDPOINT_URL: host.awsEndpointUrl(),
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${imdsPort}`,
      HOME: join(folder, "home"),
    };
    const { files, workingDirectory, command, args, environment } = placeBoot(settings.boot, {
      root: join(folder, "root"),
      node: process.execPath,
      environment: overrides,
      ...(unpacked !== undefined && { artifactFolder: unpacked }),
    });
    await mkdir(overrides.HOME, { recursive: true });
    await writeFiles(files);
    await mkdir(workingDirectory, { recursive: true });
    if (gone) {
      return;
    }
    tellWhatIsNotPlayed();
    unit = createUnit({
      settings: settings.boot.unit.settings,
      process: {
        command,
        args,
        workingDirectory,
        environment: { ...inheritedEnvironment(), ...environment },
        instanceFolder: folder,
        onOutput: log.write,
      },
      supervisor: host.supervisor,
      clock: host.clock,
      onChange: options.onChange,
    });
    if (frozen) {
      unit.freeze();
    }
    unit.start();
    await listening(host.clock, port, () => gone || (unit?.record().failures ?? 0) > 0);
  }

  /** In the log, where a user looks if the server misses something from user data. */
  function tellWhatIsNotPlayed(): void {
    const { notPlayed } = settings.boot;
    if (notPlayed.length > 0) {
      log.write("stderr", Buffer.from(`user data: the lab ignores ${notPlayed.join(", ")}\n`));
    }
  }

  async function end(how: "stop" | "destroy"): Promise<void> {
    gone = true;
    // Everything that the boot opens must be open before it can be closed.
    await booting.catch(() => {});
    await unit?.[how]();
    cleaned ??= cleanUp();
    await cleaned;
  }

  async function cleanUp(): Promise<void> {
    await imds.close();
    if (port !== 0) {
      host.releasePort(port);
    }
    host.credentials.revoke(id);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  return {
    id,
    availabilityZone,
    privateIp,
    launchedAt,
    pid: () => unit?.pid() ?? null,
    unit: () => unit?.record() ?? { failures: 0, lastEnd: null, gaveUp: false },
    boot() {
      booting = bootOnce();
      return booting;
    },
    target: (awsPort) => ({
      id,
      port: awsPort,
      availabilityZone,
      address: { host: "127.0.0.1", port },
    }),
    freeze() {
      frozen = true;
      unit?.freeze();
    },
    thaw() {
      frozen = false;
      unit?.thaw();
    },
    shutDown: () => end("stop"),
    destroy: () => end("destroy"),
    logTail: () => log.tail(tailLines),
  };
}

function createInstanceMetadata(
  host: InstanceHost,
  options: LaunchOptions,
  id: string,
  launchedAt: Date,
): Imds {
  const { settings, availabilityZone, privateIp, lifecycleState } = options;
  return createImds({
    identity: {
      instanceId: id,
      instanceType: settings.instanceType,
      imageId: settings.imageId,
      architecture: settings.architecture,
      availabilityZone,
      region: settings.region,
      accountId: settings.accountId,
      privateIp,
      launchedAt,
      userData: settings.userData,
      targetLifecycleState: lifecycleState,
      ...(settings.metadataTags && { tags: settings.metadataTags }),
    },
    ...(settings.role && { role: settings.role }),
    credentials: host.credentials,
    clock: host.clock,
  });
}

async function writeFiles(files: readonly WrittenFile[]): Promise<void> {
  for (const { path, content, mode } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { mode });
  }
}

/**
 * Resolves when something accepts connections on the port, when the boot limit is over, or when `isOver`
 * returns true.
 */
async function listening(clock: Clock, port: number, isOver: () => boolean): Promise<void> {
  const deadlineMs = clock.nowMs() + bootLimitMs;
  while (!isOver() && clock.nowMs() < deadlineMs) {
    if (await accepts(port)) {
      return;
    }
    await new Promise<void>((resolve) => clock.after(bootPollMs, resolve));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
