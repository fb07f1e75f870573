import type { ChildProcess } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startSupervisor } from "@soft-landing/aws-local/fleet/supervisor";
import { createRegion } from "@soft-landing/aws-local/region";
import { recordedAccountId } from "@soft-landing/aws-local/resource-types";
import { systemClock } from "@soft-landing/shared/clock";
import { answerKindHeader } from "@soft-landing/shared/page";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { trustAuthority } from "../client/trust-authority.ts";
import { certificateFile, certificateFolder } from "../environment.ts";
import { createRecordedStacks, type RecordedStack } from "../stacks/recorded-stacks.ts";
import { createRegionHost } from "../stacks/region-host.ts";
import { type ServingStack, servingStack } from "../stacks/stack.ts";
import { createStacks } from "../stacks/stacks.ts";
import {
  prepareStateFolder,
  type RunningLabRecord,
  removeStateFile,
  writeStateFile,
} from "../state/state-file.ts";
import { createAnswerTally } from "./answer-tally.ts";
import { createChangeSignal } from "./change-signal.ts";
import { allClaims, claimPort } from "./claim-port.ts";
import { createLabEnding } from "./lab-ending.ts";
import { pageClaim, pagePorts } from "./page-ports.ts";
import { createPageTraffic } from "./page-traffic.ts";
import { listenForPulumi } from "./pulumi-listener.ts";
import type { ControlServer, RunningLab } from "./running-lab.ts";
import { createServerLog } from "./server-log.ts";

/** The source of the lab's stacks: a recorded graph, or Pulumi's engine, for which the lab starts empty. */
export type StackSource =
  | {
      kind: "graph";
      first: RecordedStack;
      /** Names of all stacks of the program. */
      names: readonly string[];
      record(name: string, signal: AbortSignal): Promise<RecordedStack>;
    }
  | { kind: "pulumi"; region: string };

export interface StartLabOptions {
  source: StackSource;
  /** 0 picks a free one. */
  ports: { page: number; console: number; aws: number };
  /** The server on the console's port. */
  controlServer: ControlServer;
  /** Ends the lab, even while it starts. */
  signal: AbortSignal;
  /** Another command runs the lab for itself: commands ignore it unless its console port is given. */
  isPrivate?: boolean;
  /** The process of its DynamoDB, if that was started ahead. */
  dynamoDbProcess?: ChildProcess;
  /** Limits reads of parameters to 40 a second, as AWS does for an account. */
  parameterThroughputLimit?: boolean;
  /** How long a release may take to become healthy. Default half a minute; AWS would wait ten minutes. */
  healthLimitMs?: number;
}

export interface StartedLab {
  readonly lab: RunningLab;
  /** Resolves when the lab is asked to end, or with the reason why it cannot continue. */
  readonly endRequested: Promise<string | undefined>;
  /** Ends everything the lab has started. */
  close(): Promise<void>;
}

const defaultHealthLimitMs = 30_000;

/**
 * Starts a region on this machine with the control server and Pulumi's provider. From a recorded graph, it
 * resolves when the page answers. If something fails, everything that was started ends again.
 *
 * @throws UserMistake for a port in use, an artifact that cannot be used, or a release that never becomes
 *   healthy
 */
export async function startLab(options: StartLabOptions): Promise<StartedLab> {
  await using starting = new AsyncDisposableStack();
  const { source, ports, controlServer } = options;
  const place =
    source.kind === "graph" ? source.first.graph : { region: source.region, accountId: recordedAccountId };
  const ending = createLabEnding(options.signal);
  const changes = createChangeSignal();

  await prepareStateFolder(process.pid);
  const workingFolder = await makeWorkingFolder();
  starting.defer(() => rm(workingFolder, { recursive: true, force: true }));
  const backendFolder = join(workingFolder, "pulumi");
  await mkdir(backendFolder);
  const supervisor = startSupervisor(workingFolder, ending.request);
  starting.defer(() => supervisor.close());

  const answers = createAnswerTally(systemClock);
  const serverLog = createServerLog(systemClock);
  const pages = pagePorts(ports.page);
  const region = createRegion({
    region: place.region,
    accountId: place.accountId,
    clock: systemClock,
    supervisor,
    workingFolder,
    certificateFolder: certificateFolder(),
    localPort: pages.take,
    releaseLocalPort: pages.release,
    ...(options.dynamoDbProcess && { dynamoDbProcess: options.dynamoDbProcess }),
    parameterThroughputLimit: options.parameterThroughputLimit ?? false,
    onLogLine: serverLog.add,
    onAnswer: answers.count,
    answerKindHeader,
    onChange: changes.notify,
  });
  starting.defer(() => region.close());
  starting.defer(() => controlServer.close());
  const [consolePort, awsPort] = await allClaims([
    claimPort({
      what: "console",
      option: "--console-port",
      port: ports.console,
      listen: (port) => controlServer.listen(port),
    }),
    claimPort({
      what: "AWS endpoint",
      option: "--aws-port",
      port: ports.aws,
      listen: (port) => region.listen(port),
    }),
    ...(source.kind === "graph" ? [claimPort(pageClaim(ports.page))] : []),
  ] as const);

  const stacks = createStacks();
  const provider = await listenForPulumi(createRegionHost({ region, stacks, onChange: changes.notify }), {
    onFault: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
    onLoadFailure: ending.request,
  });
  starting.defer(() => provider.close());
  const serving = (name?: string): ServingStack => {
    const stack = stacks.find(name);
    const found = servingStack(stack, region);
    if (stack.phase !== "up") {
      throw new UserMistake(
        `Stack ${stack.name} is not up.`,
        "`pnpm lab status` shows the stacks that are up.",
      );
    }
    if (found === undefined) {
      throw new UserMistake(
        `Stack ${stack.name} has no load balancer that forwards to an Auto Scaling group.`,
        "`pulumi stack` lists its resources.",
      );
    }
    return found;
  };
  const recorded =
    source.kind === "graph"
      ? createRecordedStacks({
          region,
          stacks,
          others: source.names,
          record: source.record,
          healthLimitMs: options.healthLimitMs ?? defaultHealthLimitMs,
          signal: ending.signal,
          onChange: changes.notify,
        })
      : undefined;
  if (source.kind === "graph") {
    await recorded?.begin(source.first);
  }

  const record: RunningLabRecord = {
    labId: randomUUID(),
    pid: process.pid,
    stack: source.kind === "graph" ? source.first.graph.stack : null,
    region: place.region,
    pageUrl: source.kind === "graph" ? serving().pageUrl : null,
    consoleUrl: `http://127.0.0.1:${consolePort}`,
    consolePort,
    awsEndpointUrl: `http://127.0.0.1:${awsPort}`,
    certificateFile: certificateFile(),
    pulumi: { providerPort: provider.port, backendUrl: pathToFileURL(backendFolder).href },
    startedAt: new Date().toISOString(),
    isPrivate: options.isPrivate ?? false,
    token: randomBytes(32).toString("hex"),
  };
  const traffic = createPageTraffic({
    pageUrls: () => stacks.list().flatMap((stack) => servingStack(stack, region)?.pageUrl ?? []),
    clock: systemClock,
    trust: () => trustAuthority(certificateFile()),
    onPage: answers.read,
  });
  starting.defer(() => traffic.close());
  const lab: RunningLab = {
    record,
    clock: systemClock,
    region,
    stacks,
    serving,
    recorded,
    traffic,
    answers,
    serverLog,
    changes,
    signal: ending.signal,
    requestEnd: () => ending.request(),
  };
  controlServer.serve(lab);
  starting.defer(() => removeStateFile(record.pid));
  starting.defer(() => ending.request());
  await writeStateFile(record);
  const running = starting.move();
  return { lab, endRequested: ending.requested, close: () => running.disposeAsync() };
}

/** For the artifacts, tables and logs of a lab that runs for a while. */
const neededMegabytes = 32;

async function makeWorkingFolder(): Promise<string> {
  const remedy = "Set TMPDIR to a folder that you can write to and that has enough free space.";
  try {
    const { bavail, bsize } = await statfs(tmpdir());
    const freeMegabytes = Math.floor((bavail * bsize) / 2 ** 20);
    if (freeMegabytes < neededMegabytes) {
      const room = `${freeMegabytes} MB are free, but it needs ${neededMegabytes}`;
      throw new UserMistake(
        `There is not enough free space for the lab's working folder in ${tmpdir()}: ${room}.`,
        remedy,
      );
    }
    return await mkdtemp(join(tmpdir(), `soft-landing-${process.pid}-`));
  } catch (error) {
    if (error instanceof UserMistake) {
      throw error;
    }
    throw new UserMistake(
      `The lab cannot create its working folder in ${tmpdir()}: ${error instanceof Error ? error.message : error}.`,
      remedy,
    );
  }
}
