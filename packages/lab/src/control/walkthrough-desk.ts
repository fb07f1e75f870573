import { setTimeout as delay } from "node:timers/promises";
import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import type { CheckResult, WalkthroughStep } from "@soft-landing/shared/lab-api";
import { stackOutputsSchema } from "@soft-landing/shared/stack-outputs";
import { unpaced } from "../checker/pace.ts";
import { lookUntilItHolds } from "../checker/run-checks.ts";
import { createWorld, type World } from "../checker/world.ts";
import type { RunningLab } from "../running/running-lab.ts";
import type { CheckedStep } from "../walkthrough/step.ts";
import { walkthroughSteps } from "../walkthrough/steps.ts";
import { ApiProblem } from "./api-problem.ts";
import { labSnapshot } from "./snapshot.ts";

/** The steps of the story in the console, where a user does them by hand and checks them one by one. */
export interface WalkthroughDesk {
  steps(): WalkthroughStep[];
  /**
   * Looks until the step passes or its time runs out.
   *
   * @throws ApiProblem 404 for an unknown step
   */
  check(id: string): Promise<CheckResult>;
}

export interface WalkthroughDeskOptions {
  steps: readonly CheckedStep[];
  world: World;
  pause(ms: number): Promise<unknown>;
}

/** A user at a button does not wait longer than this, however long a step may take. */
const longestPatienceMs = 20_000;
/** The console's switch of builds returns before it is complete, so its check waits for the release. */
const releasePatienceMs = 60_000;

/** The desk of a running lab. */
export function openWalkthroughDesk(lab: RunningLab): WalkthroughDesk {
  const place = placeOfLab(labSnapshot(lab));
  lab.signal.addEventListener("abort", () => closePlace(place), { once: true });
  // A release changes the stack's outputs; the clients stay.
  const current = () => ({ ...place, outputs: stackOutputsSchema.parse(labSnapshot(lab).outputs) });
  const world = createWorld({
    place: current,
    pace: unpaced(lab.signal),
    signal: lab.signal,
    switchBuild() {
      throw new Error("the console switches builds by POST /api/switch");
    },
  });
  return createWalkthroughDesk({
    steps: walkthroughSteps,
    world,
    pause: (ms) => delay(ms, undefined, { signal: lab.signal, ref: false }),
  });
}

export function createWalkthroughDesk({ steps, world, pause }: WalkthroughDeskOptions): WalkthroughDesk {
  return {
    steps: () =>
      steps.map(({ id, number, act, title, text, view, tab, action }) => ({
        id,
        number,
        act,
        title,
        text,
        view,
        ...(tab !== undefined && { tab }),
        action,
      })),
    async check(id) {
      const step = steps.find((one) => one.id === id);
      if (step === undefined) {
        throw new ApiProblem(404, `The walkthrough has no step ${id}.`);
      }
      return await lookUntilItHolds(step, world, patienceMsOf(step), pause);
    },
  };
}

function patienceMsOf({ action, patienceSeconds }: CheckedStep): number {
  if (action.kind === "switch") {
    return releasePatienceMs;
  }
  return Math.min(longestPatienceMs, (patienceSeconds?.lab ?? 0) * 1000);
}
