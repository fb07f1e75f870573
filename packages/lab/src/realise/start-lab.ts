import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFleet } from "@soft-landing/aws-local/fleet/fleet";
import { createPortFinder } from "@soft-landing/aws-local/fleet/free-port";
import { startSupervisor } from "@soft-landing/aws-local/fleet/supervisor";
import { createRoleCredentials } from "@soft-landing/aws-local/imds/role-credentials";
import type { ListenerSettings } from "@soft-landing/aws-local/load-balancer/contract";
import { createLoadBalancer } from "@soft-landing/aws-local/load-balancer/load-balancer";
import { createTargetGroup } from "@soft-landing/aws-local/load-balancer/target-group";
import { createMetricStore } from "@soft-landing/aws-local/metrics/create-metric-store";
import { recordEmbeddedMetrics } from "@soft-landing/aws-local/metrics/embedded-metrics";
import { createAwsEndpoint } from "@soft-landing/aws-local/wire/aws-endpoint";
import { systemClock } from "@soft-landing/shared/clock";
import type { SwitchRequest } from "@soft-landing/shared/lab-api";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { type RunningLabRecord, removeStateFile, writeStateFile } from "../state/state-file.ts";
import { createChangeSignal } from "./change-signal.ts";
import { claimPort } from "./claim-port.ts";
import { createDeployments } from "./deployments.ts";
import { createLabEnding } from "./lab-ending.ts";
import { type LabPlan, planLab } from "./lab-plan.ts";
import { createPageTraffic } from "./page-traffic.ts";
import type { ControlServer, RunningLab } from "./running-lab.ts";
import { createServingRelease } from "./serving-release.ts";

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
  const { graph, controlServer } = options;
  const clock = systemClock;
  const plan = planLab(graph);
  const ending = createLabEnding(options.signal);
  const changes = createChangeSignal();
  const serving = createServingRelease();

  const workingFolder = await mkdtemp(join(tmpdir(), `soft-landing-${process.pid}-`));
  starting.defer(() => rm(workingFolder, { recursive: true, force: true }));
  const supervisor = startSupervisor(workingFolder, ending.request);
  starting.defer(() => supervisor.close());

  const metrics = createMetricStore({ clock });
  const credentials = createRoleCredentials({ clock });
  const targetGroup = createTargetGroup({ settings: plan.targetGroup, clock });
  starting.defer(() => targetGroup.close());
  const loadBalancer = createLoadBalancer({ settings: plan.loadBalancer, metrics, clock });
  const listener: ListenerSettings = {
    ...plan.listener,
    protocol: "HTTP",
    defaultAction: { type: "forward", targetGroups: [{ targetGroup, weight: 1 }] },
  };
  const awsEndpoint = createAwsEndpoint({
    graph: () => serving.current()?.graph ?? graph,
    targetGroup,
    loadBalancerSettings: plan.loadBalancer,
    targetGroupSettings: () => plan.targetGroup,
    group: () => serving.required().group.describe(),
    metrics,
    callers: credentials,
    clock,
    parameterThroughputLimit: options.parameterThroughputLimit ?? false,
  });
  awsEndpoint.parameters.onChange(changes.notify);
  for (const part of [awsEndpoint, controlServer, loadBalancer]) {
    starting.defer(() => part.close());
  }
  const record = await listenEverywhere(plan, options.ports, {
    loadBalancer: { listen: async (port) => (await loadBalancer.listen(listener, port)).localPort },
    controlServer,
    awsEndpoint,
  });

  const fleet = createFleet({
    clock,
    supervisor,
    credentials,
    awsEndpointUrl: record.awsEndpointUrl,
    workingFolder,
    findPort: createPortFinder(),
    targetGroup,
    onChange: changes.notify,
    onLogLine: (line) => recordEmbeddedMetrics(line, metrics),
  });
  starting.defer(() => fleet.close());
  targetGroup.onHealthChange(fleet.targetHealthChanged);
  const deployments = createDeployments({
    fleet,
    targetGroup,
    clock,
    changes,
    serving,
    evaluate: options.evaluate,
    healthLimitMs: options.healthLimitMs ?? defaultHealthLimitMs,
    signal: ending.signal,
  });
  await deployments.first(graph);

  const traffic = createPageTraffic(record.pageUrl, clock);
  starting.defer(() => traffic.close());
  const lab: RunningLab = {
    record,
    clock,
    metrics,
    targetGroup,
    awsEndpoint,
    fleet,
    deployments,
    traffic,
    changes,
    signal: ending.signal,
    requestEnd: () => ending.request(),
  };
  controlServer.serve(lab);
  starting.defer(() => removeStateFile(record.pid));
  await writeStateFile(record);
  // Clients of the page go first, so that none sees the instances end.
  starting.defer(() => loadBalancer.close());
  starting.defer(() => ending.request());
  const running = starting.move();
  return { lab, endRequested: ending.requested, close: () => running.disposeAsync() };
}

interface Listening {
  listen(port: number): Promise<number>;
}

async function listenEverywhere(
  { stack, region }: LabPlan,
  ports: StartLabOptions["ports"],
  parts: Record<"loadBalancer" | "controlServer" | "awsEndpoint", Listening>,
): Promise<RunningLabRecord> {
  const claim = (what: string, option: string, port: number, part: Listening) =>
    claimPort({ what, option, port, listen: (wanted) => part.listen(wanted) });
  const [pagePort, consolePort, awsPort] = await allOrFirstFailure([
    claim("page", "--port", ports.page, parts.loadBalancer),
    claim("console", "--console-port", ports.console, parts.controlServer),
    claim("AWS endpoint", "--aws-port", ports.aws, parts.awsEndpoint),
  ] as const);
  return {
    labId: randomUUID(),
    pid: process.pid,
    stack,
    region,
    pageUrl: `http://127.0.0.1:${pagePort}`,
    consoleUrl: `http://127.0.0.1:${consolePort}`,
    consolePort,
    awsEndpointUrl: `http://127.0.0.1:${awsPort}`,
    startedAt: new Date().toISOString(),
    token: randomBytes(32).toString("hex"),
  };
}

/** As Promise.all, but rejects only when all are settled, so that nothing begins to listen after it was closed. */
async function allOrFirstFailure<Values extends readonly Promise<unknown>[]>(promises: Values) {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}
