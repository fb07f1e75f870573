import { setTimeout as delay } from "node:timers/promises";
import type { CheckResult } from "@soft-landing/shared/lab-api";
import type { CheckedStep } from "./step.ts";
import type { WalkthroughWorld } from "./world.ts";

/** One line of the walkthrough's outcome. */
export interface StepOutcome extends CheckResult {
  id: string;
  number: number;
  source: string;
  title: string;
}

export interface WalkthroughOptions {
  steps: readonly CheckedStep[];
  world: WalkthroughWorld;
  onOutcome(outcome: StepOutcome): void;
  signal: AbortSignal;
  /** Waits between two looks; tests hold it in their hands. */
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const pauseMs = { lab: 250, aws: 5000 };

/** Does and checks every step in order; ends with the first that deviates. Resolves with true when all held. */
export async function runWalkthrough(options: WalkthroughOptions): Promise<boolean> {
  const { steps, onOutcome, signal } = options;
  for (const step of steps) {
    signal.throwIfAborted();
    const result = await doAndCheck(step, options);
    onOutcome({ id: step.id, number: step.number, source: step.source, title: step.title, ...result });
    if (!result.held) {
      return false;
    }
  }
  return true;
}

async function doAndCheck(step: CheckedStep, options: WalkthroughOptions): Promise<CheckResult> {
  const { world, signal, pause = wait } = options;
  try {
    await act(step, world);
    const turns = Math.ceil(((step.patienceSeconds?.[world.kind] ?? 0) * 1000) / pauseMs[world.kind]);
    for (let turn = 0; ; turn++) {
      const result = await step.check(world);
      if (result.held || turn >= turns) {
        return result;
      }
      await pause(pauseMs[world.kind], signal);
    }
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    return { held: false, seen: error instanceof Error ? error.message : String(error) };
  }
}

/** What a person would click. Traffic is not needed: checks refresh the page themselves. */
async function act({ action }: CheckedStep, world: WalkthroughWorld): Promise<void> {
  switch (action.kind) {
    case "parameter":
      return await world.setParameter(action.value);
    case "switch":
      return await world.switchBuild(action.build);
    case "look":
    case "traffic":
      return;
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
