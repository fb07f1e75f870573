import type { LabSnapshot, switchRequestSchema } from "@soft-landing/shared/lab-api";
import type { ResourceGraph } from "@soft-landing/shared/resource-graph";
import type { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Fleet } from "../stand-ins/fleet/fleet.ts";
import type { RunningGroup } from "../stand-ins/fleet/group.ts";
import type { LoadBalancer } from "../stand-ins/load-balancer/contract.ts";
import { describeError, UserMistake } from "../user-mistake.ts";
import { awaitRelease } from "./await-release.ts";
import type { ChangeSignal } from "./change-signal.ts";
import { type LabPlan, planLab } from "./lab-plan.ts";
import { planUpdate } from "./plan-update.ts";

export type SwitchRequest = z.infer<typeof switchRequestSchema>;
export type Deployment = NonNullable<LabSnapshot["deployment"]>;

/** A recorded graph with the plan read from it, and the group that plays its release. */
export interface Release {
  graph: ResourceGraph;
  plan: LabPlan;
  group: RunningGroup;
}

export interface DeploymentsOptions {
  fleet: Fleet;
  loadBalancer: LoadBalancer;
  clock: Clock;
  changes: ChangeSignal;
  /** Evaluates the running stack with another build. */
  evaluate(request: SwitchRequest, signal: AbortSignal): Promise<ResourceGraph>;
  healthLimitMs: number;
  signal: AbortSignal;
}

/** Carries out updates of the stack as `pulumi up` would: the new release serves before the old one goes. */
export interface Deployments {
  serving(): Release;
  current(): Deployment | null;
  /** The first release; rejects with the reason when it never turns healthy. */
  first(graph: ResourceGraph): Promise<void>;
  /** Begins an update and returns at once. @throws UserMistake while another one is under way */
  begin(request: SwitchRequest): void;
}

/** @param initial the graph that the lab was started with, before its group exists */
export function createDeployments(options: DeploymentsOptions): Deployments {
  const { fleet, loadBalancer, clock, changes } = options;
  let serving: Release | undefined;
  let current: Deployment | null = null;

  function report(deployment: Deployment, state: Deployment["state"], message: string): void {
    deployment.state = state;
    deployment.message = message;
    if (state === "done" || state === "failed") deployment.endedAt = new Date(clock.nowMs()).toISOString();
    changes.notify();
  }

  async function launch(
    graph: ResourceGraph,
    plan: LabPlan,
    onProgress: (message: string) => void,
    onGroup: (release: Release) => void,
  ): Promise<Release> {
    const group = await fleet.createGroup(plan.group);
    const release = { graph, plan, group };
    onGroup(release);
    group.start();
    try {
      await awaitRelease({
        group,
        loadBalancer,
        clock,
        limitMs: options.healthLimitMs,
        signal: options.signal,
        onProgress: (healthy, required) =>
          onProgress(`Launching build ${plan.build}: ${healthy} of ${required} new targets are healthy.`),
      });
    } catch (error) {
      void fleet.retireGroup(group);
      throw error;
    }
    return release;
  }

  async function update(deployment: Deployment, request: SwitchRequest, before: Release): Promise<void> {
    const graph = await options.evaluate(request, options.signal);
    if (planUpdate(before.graph, graph).kind === "nothing") {
      report(deployment, "done", `Build ${request.build} serves already; nothing differs.`);
      return;
    }
    const plan = planLab(graph);
    report(deployment, "launching", `Launching build ${plan.build}.`);
    const progress = (message: string) => {
      if (message !== deployment.message) report(deployment, "launching", message);
    };
    serving = await launch(graph, plan, progress, () => {});
    report(
      deployment,
      "draining",
      `Build ${plan.build} serves from ${plan.group.minElbCapacity} new instances; the old ones drain.`,
    );
    await fleet.retireGroup(before.group);
    report(
      deployment,
      "done",
      `Build ${plan.build} serves; the instances of build ${before.plan.build} are gone.`,
    );
  }

  return {
    serving() {
      if (serving === undefined) throw new Error("the lab has no release yet");
      return serving;
    },
    current: () => (current === null ? null : { ...current }),
    async first(graph) {
      await launch(
        graph,
        planLab(graph),
        () => {},
        (release) => {
          serving = release;
        },
      );
    },
    begin(request) {
      if (current?.state === "evaluating" || current?.state === "launching") {
        throw new UserMistake(
          `The lab is on its way to build ${current.build}.`,
          "Wait until that update is done; `pnpm lab status` shows it.",
        );
      }
      if (serving === undefined) throw new UserMistake("The lab is still starting.");
      const deployment: Deployment = {
        build: request.build,
        state: "evaluating",
        message: `Evaluating the Pulumi program with build ${request.build}.`,
        startedAt: new Date(clock.nowMs()).toISOString(),
        endedAt: null,
      };
      current = deployment;
      changes.notify();
      update(deployment, request, serving).catch((error: unknown) =>
        report(deployment, "failed", failureMessage(request.build, error, serving?.plan.build)),
      );
    },
  };
}

function failureMessage(build: string, error: unknown, servingBuild: string | undefined): string {
  const reason = error instanceof UserMistake ? error.message : describeError(error);
  return `The update to build ${build} failed; build ${servingBuild} still serves. ${reason}`;
}
