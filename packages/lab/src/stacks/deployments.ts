import type { Region } from "@soft-landing/aws-local/region";
import type { ManagedGroup } from "@soft-landing/aws-local/services/autoscaling/autoscaling";
import type { Deployment, SwitchRequest } from "@soft-landing/shared/lab-api";
import { describeError, UserMistake } from "@soft-landing/shared/user-mistake";
import { compareGraphs, withIgnoredChanges } from "@soft-landing/stack-graph/graph-difference";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { applyGraph } from "./apply-graph.ts";
import { awaitRelease } from "./await-release.ts";
import type { Stack } from "./stack.ts";
import type { StackResource } from "./stack-resources.ts";

export interface DeploymentsOptions {
  region: Region;
  stack: Stack;
  /** Evaluates the stack's program with another build. */
  evaluate(request: SwitchRequest, signal: AbortSignal): Promise<ResourceGraph>;
  healthLimitMs: number;
  signal: AbortSignal;
  onChange(): void;
}

/**
 * Carries out updates of a stack with a recorded graph, as `pulumi up` would: the new release serves before
 * the old one goes.
 */
export interface Deployments {
  current(): Deployment | null;
  /** The stack's first graph. Rejects with the reason if its release never becomes healthy. */
  first(graph: ResourceGraph): Promise<void>;
  /** Starts an update and returns at once. @throws UserMistake during another update */
  begin(request: SwitchRequest): void;
  /** Undoes the update in progress. @throws UserMistake if there is none, or if its release already serves */
  cancel(): void;
  /** Removes the whole stack. @throws UserMistake while it starts or during an update */
  last(): Promise<void>;
}

export function createDeployments(options: DeploymentsOptions): Deployments {
  const { region, stack } = options;
  let current: Deployment | null = null;
  let cancelling = new AbortController();
  let graph: ResourceGraph | undefined;

  function report(deployment: Deployment, state: Deployment["state"], message: string): void {
    if (deployment.state === state && deployment.message === message) {
      return;
    }
    Object.assign(deployment, { state, message });
    if (state === "done" || state === "failed" || state === "cancelled") {
      deployment.endedAt = new Date(region.clock.nowMs()).toISOString();
    }
    options.onChange();
  }

  /** Waits until the groups among the created resources serve. */
  async function awaitGroups(
    created: readonly StackResource[],
    signal: AbortSignal,
    onHealthy: (healthy: number, wanted: number) => void,
  ): Promise<void> {
    for (const group of createdGroups(created)) {
      const { running, properties } = group;
      for (const arn of properties.targetGroupArns) {
        await awaitRelease({
          group: running,
          build: buildOf(group),
          targetGroup: region.services.elbv2.targetGroup(arn),
          clock: region.clock,
          limitMs: options.healthLimitMs,
          signal,
          onHealthy: (healthy) => onHealthy(healthy, running.settings.desiredCapacity),
        });
      }
    }
  }

  function createdGroups(created: readonly StackResource[]): ManagedGroup[] {
    return created
      .filter(({ type }) => type === "aws:autoscaling/group:Group")
      .map(({ id }) => region.services.autoScaling.groups.get(id))
      .filter((group) => group !== undefined);
  }

  async function update(
    deployment: Deployment,
    request: SwitchRequest,
    before: ResourceGraph,
    signal: AbortSignal,
  ): Promise<void> {
    const after = withIgnoredChanges(before, await options.evaluate(request, signal));
    signal.throwIfAborted();
    const { build } = request;
    const { created, updated, deleted } = compareGraphs(before, after);
    if (created.length + updated.length + deleted.length === 0) {
      report(deployment, "done", `Build ${build} already serves. Nothing changes.`);
      return;
    }
    await applyGraph({
      region,
      resources: stack.resources,
      before,
      after,
      async gate(fresh) {
        await awaitGroups(fresh, signal, (healthy, wanted) =>
          report(
            deployment,
            "launching",
            `Launching build ${build}: ${healthy} of ${wanted} new targets are healthy.`,
          ),
        );
        graph = after;
        report(deployment, "draining", `Build ${build} serves from new instances; the old ones drain.`);
      },
    });
    report(
      deployment,
      "done",
      `Build ${build} serves; the servers of build ${String(before.config.build)} have ended.`,
    );
  }

  /** The stack's resources. @throws UserMistake during an update */
  function settledGraph(): ResourceGraph {
    if (graph === undefined) {
      throw new UserMistake(`Stack ${stack.name} is not up.`, "Wait until its page answers.");
    }
    if (current !== null && isUnderWay(current)) {
      if (cancelling.signal.aborted) {
        throw new UserMistake(current.message, "Try again in a moment.");
      }
      throw new UserMistake(
        `The lab is switching to build ${current.build}.`,
        "Wait until that update is done, or cancel it: `pnpm lab switch --cancel`. `pnpm lab status` shows its progress.",
      );
    }
    return graph;
  }

  return {
    current: () => (current === null ? null : { ...current }),
    async first(after) {
      await applyGraph({
        region,
        resources: stack.resources,
        before: undefined,
        after,
        gate: (created) => awaitGroups(created, options.signal, () => {}),
      });
      graph = after;
    },
    last() {
      const before = settledGraph();
      graph = undefined;
      const after = { ...before, resources: [] };
      return applyGraph({ region, resources: stack.resources, before, after, gate: async () => {} });
    },
    begin(request) {
      const before = settledGraph();
      const deployment: Deployment = {
        build: request.build,
        state: "evaluating",
        message: `Evaluating the Pulumi program with build ${request.build}.`,
        startedAt: new Date(region.clock.nowMs()).toISOString(),
        endedAt: null,
      };
      current = deployment;
      const cancelled = new AbortController();
      cancelling = cancelled;
      options.onChange();
      const serving = String(before.config.build);
      const signal = AbortSignal.any([cancelled.signal, options.signal]);
      update(deployment, request, before, signal).catch((error: unknown) =>
        cancelled.signal.aborted
          ? report(deployment, "cancelled", `Cancelled. Build ${serving} still serves.`)
          : report(deployment, "failed", failureMessage(request.build, error, serving)),
      );
    },
    cancel() {
      if (current === null || !isUnderWay(current)) {
        throw new UserMistake(
          `Stack ${stack.name} has no switch to cancel.`,
          "To go back to another build, switch to it.",
        );
      }
      cancelling.abort(new Error("cancelled"));
      report(current, current.state, `Cancelling the switch to build ${current.build}.`);
    },
  };
}

/** Whether the update can still be undone: its release does not serve yet. */
function isUnderWay({ state }: Deployment): boolean {
  return state === "evaluating" || state === "launching";
}

/** The name of a group's release: its tag `Build`, otherwise its name. */
export function buildOf({ running, properties }: ManagedGroup): string {
  return running.settings.tags.Build ?? properties.name;
}

function failureMessage(build: string, error: unknown, servingBuild: string): string {
  return `The update to build ${build} failed; build ${servingBuild} still serves. ${describeError(error)}`;
}
