import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPortFinder } from "@soft-landing/aws-local/fleet/free-port";
import { startSupervisor } from "@soft-landing/aws-local/fleet/supervisor";
import { closeServer, listenOn } from "@soft-landing/aws-local/listening";
import { recordEmbeddedMetrics } from "@soft-landing/aws-local/metrics/embedded-metrics";
import { createRegion } from "@soft-landing/aws-local/region";
import { systemClock } from "@soft-landing/shared/clock";
import type { SwitchRequest } from "@soft-landing/shared/lab-api";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { createDeployments } from "../stacks/deployments.ts";
import { type Stack, servingStack } from "../stacks/stack.ts";
import { type RunningLabRecord, removeStateFile, writeStateFile } from "../state/state-file.ts";
import { createChangeSignal } from "./change-signal.ts";
import { claimPort } from "./claim-port.ts";
import { createLabEnding } from "./lab-ending.ts";
import { createPageTraffic } from "./page-traffic.ts";
import type { ControlServer, RunningLab } from "./running-lab.ts";

export interface StartLabOptions {
  graph: ResourceGraph;
  /** 0 picks a free one. */
  ports: { page: number; console: number; aws: number };
  /** Evaluates the lab's stack with another build. */
  evaluate(request: SwitchRequest, signal: AbortSignal): Promise<ResourceGraph>;
  /** What answers at the console's port. */
  controlServer: ControlServer;
  /** Ends the lab, even while it starts. */
  signal: AbortSignal;
  /** Limits reads of parameters to 40 a second, as AWS does for an account. */
  parameterThroughputLimit?: boolean;
  /** How long a release may take to turn healthy. Default half a minute; AWS would wait ten. */
  healthLimitMs?: number;
}

export interface StartedLab {
  readonly lab: RunningLab;
  /** Resolves when the lab is asked to end, or with the reason why it cannot go on. */
  readonly endRequested: Promise<string | undefined>;
  /** Ends everything the lab has started. */
  close(): Promise<void>;
}

const defaultHealthLimitMs = 30_000;

/**
 * Realises a recorded graph on this machine and resolves when the page answers: AWS endpoint, load balancer, control server, and
 * the first release's instances. Whatever was started is ended again when something fails.
 *
 * @throws UserMistake for a taken port, an artifact that cannot be used, or a release that never turns healthy
 */
export async function startLab(options: StartLabOptions): Promise<StartedLab> {
  await using starting = new AsyncDisposableStack();
  const { graph, ports, controlServer } = options;
  const ending = createLabEnding(options.signal);
  const changes = createChangeSignal();

  const workingFolder = await mkdtemp(join(tmpdir(), `soft-landing-${process.pid}-`));
  starting.defer(() => rm(workingFolder, { recursive: true, force: true }));
  const supervisor = startSupervisor(workingFolder, ending.request);
  starting.defer(() => supervisor.close());

  const region = createRegion({
    region: graph.region,
    accountId: graph.accountId,
    clock: systemClock,
    supervisor,
    workingFolder,
    localPort: pagePorts(ports.page),
    parameterThroughputLimit: options.parameterThroughputLimit ?? false,
    onLogLine: recordEmbeddedMetrics,
    onChange: changes.notify,
  });
  starting.defer(() => region.close());
  starting.defer(() => controlServer.close());
  const [consolePort, awsPort] = await allOrFirstFailure([
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
  ] as const);

  const stack: Stack = {
    project: graph.project,
    name: graph.stack,
    deployedBy: "lab",
    resources: new Map(),
  };
  const deployments = createDeployments({
    region,
    stack,
    evaluate: options.evaluate,
    healthLimitMs: options.healthLimitMs ?? defaultHealthLimitMs,
    signal: ending.signal,
    onChange: changes.notify,
  });
  await deployments.first(graph);
  const serving = () => {
    const found = servingStack(stack, region);
    if (found === undefined) {
      throw new Error(`Stack ${stack.name} has nothing that serves.`);
    }
    return found;
  };

  const record: RunningLabRecord = {
    labId: randomUUID(),
    pid: process.pid,
    stack: graph.stack,
    region: graph.region,
    pageUrl: serving().pageUrl,
    consoleUrl: `http://127.0.0.1:${consolePort}`,
    consolePort,
    awsEndpointUrl: `http://127.0.0.1:${awsPort}`,
    startedAt: new Date().toISOString(),
    token: randomBytes(32).toString("hex"),
  };
  const traffic = createPageTraffic(record.pageUrl, systemClock);
  starting.defer(() => traffic.close());
  const lab: RunningLab = {
    record,
    clock: systemClock,
    region,
    serving,
    deployments,
    traffic,
    changes,
    signal: ending.signal,
    requestEnd: () => ending.request(),
  };
  controlServer.serve(lab);
  starting.defer(() => removeStateFile(record.pid));
  await writeStateFile(record);
  starting.defer(() => ending.request());
  const running = starting.move();
  return { lab, endRequested: ending.requested, close: () => running.disposeAsync() };
}

/** The first load balancer gets the port that the person asked for, further ones the next free ports. */
function pagePorts(first: number): () => Promise<number> {
  const findPort = createPortFinder();
  let asked = false;
  return async () => {
    if (asked || first === 0) {
      return await findPort();
    }
    asked = true;
    return await claimPort({ what: "page", option: "--port", port: first, listen: probePort });
  };
}

/** Listens on the port for a moment, to see that it is free and allowed. */
async function probePort(port: number): Promise<number> {
  const server = createServer();
  await listenOn(server, port);
  await closeServer(server);
  return port;
}

/** As Promise.all, but rejects only when all are settled, so that nothing begins to listen after it was closed. */
async function allOrFirstFailure<Values extends readonly Promise<unknown>[]>(promises: Values) {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}
