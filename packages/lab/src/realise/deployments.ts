import type { Fleet } from "@soft-landing/aws-local/fleet/fleet";
import type { TargetGroup } from "@soft-landing/aws-local/load-balancer/contract";
import type { Clock } from "@soft-landing/shared/clock";
import type { Deployment, SwitchRequest } from "@soft-landing/shared/lab-api";
import { describeError, UserMistake } from "@soft-landing/shared/user-mistake";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { awaitRelease } from "./await-release.ts";
import type { ChangeSignal } from "./change-signal.ts";
import { planLab } from "./lab-plan.ts";
import { planUpdate } from "./plan-update.ts";
import type { Release, ServingRelease } from "./serving-release.ts";

export interface DeploymentsOptions {
  fleet: Fleet;
  targetGroup: TargetGroup;
  clock: Clock;
  changes: ChangeSignal;
  serving: ServingRelease;
  /** Evaluates the running stack with another build. */
  evaluate(request: SwitchRequest, signal: AbortSignal): Promise<ResourceGraph>;
  healthLimitMs: number;
  signal: AbortSignal;
}

/** Carries out updates of the stack as `pulumi up` would: the new release serves before the old one goes. */
export interface Deployments {
  serving(): Release;
  current(): Deployment | null;
  /** The lab's first release; rejects with the reason when it never turns healthy. */
  first(graph: ResourceGraph): Promise<void>;
  /** Begins an update and returns at once. @throws UserMistake while another one is under way */
  begin(request: SwitchRequest): void;
}

export function createDeployments(options: DeploymentsOptions): Deployments {
  const { fleet, clock, changes, serving } = options;
  let current: Deployment | null = null;

  function report(deployment: Deployment, state: Deployment["state"], message: string): void {
    if (deployment.state === state && deployment.message === message) {
      return;
    }
    Object.assign(deployment, { state, message });
    if (state === "done" || state === "failed") {
      deployment.endedAt = new Date(clock.nowMs()).toISOString();
    }
    changes.notify();
  }

  async function prepare(graph: ResourceGraph): Promise<Release> {
    const plan = planLab(graph);
    return { graph, plan, group: await fleet.createGroup(plan.group) };
  }

  /** A release that does not come up takes its own instances along and nothing else. */
  async function launch({ group }: Release, onHealthy: (healthy: number) => void): Promise<void> {
    group.start();
    try {
      await awaitRelease({ ...options, group, limitMs: options.healthLimitMs, onHealthy });
    } catch (error) {
      void fleet.retireGroup(group);
      throw error;
    }
  }

  async function update(deployment: Deployment, request: SwitchRequest, before: Release): Promise<void> {
    const graph = await options.evaluate(request, options.signal);
    if (planUpdate(before.graph, graph).kind === "nothing") {
      report(deployment, "done", `Build ${request.build} serves already; nothing differs.`);
      return;
    }
    const release = await prepare(graph);
    const { build, group } = release.plan;
    await launch(release, (healthy) => {
      const count = `${healthy} of ${group.minElbCapacity} new targets are healthy`;
      report(deployment, "launching", `Launching build ${build}: ${count}.`);
    });
    serving.replace(release);
    report(deployment, "draining", `Build ${build} serves from new instances; the old ones drain.`);
    await fleet.retireGroup(before.group);
    report(
      deployment,
      "done",
      `Build ${build} serves; the instances of build ${before.plan.build} are gone.`,
    );
  }

  return {
    serving: serving.required,
    current: () => (current === null ? null : { ...current }),
    async first(graph) {
      const release = await prepare(graph);
      serving.replace(release);
      await launch(release, () => {});
    },
    begin(request) {
      const before = serving.required();
      if (current?.state === "evaluating" || current?.state === "launching") {
        throw new UserMistake(
          `The lab is on its way to build ${current.build}.`,
          "Wait until that update is done; `pnpm lab status` shows it.",
        );
      }
      const deployment: Deployment = {
        build: request.build,
        state: "evaluating",
        message: `Evaluating the Pulumi program with build ${request.build}.`,
        startedAt: new Date(clock.nowMs()).toISOString(),
        endedAt: null,
      };
      current = deployment;
      changes.notify();
      update(deployment, request, before).catch((error: unknown) =>
        report(deployment, "failed", failureMessage(request.build, error, before.plan.build)),
      );
    },
  };
}

function failureMessage(build: string, error: unknown, servingBuild: string): string {
  const reason = error instanceof UserMistake ? error.message : describeError(error);
  return `The update to build ${build} failed; build ${servingBuild} still serves. ${reason}`;
}
