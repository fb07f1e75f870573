import type { Act } from "@soft-landing/shared/lab-api";
import type { CheckedStep, LooseStep } from "./step.ts";
import { codeSteps, deploySteps, expertSteps, softCodeSteps } from "./steps-change.ts";
import { disableSteps, observeSteps } from "./steps-failure.ts";
import { healthySteps } from "./steps-healthy.ts";
import { restoreSteps, softSteps } from "./steps-soft.ts";

/** The story in its order, with the ready-made build. The console guides through this one. */
export const walkthroughSteps: readonly CheckedStep[] = story([
  ...codeSteps,
  ...softCodeSteps,
  ...deploySteps("error-handling"),
]);

/** The same story with the user's own artifact. */
export function expertWalkthroughSteps(artifact: string): readonly CheckedStep[] {
  return story([...codeSteps, ...expertSteps(artifact), ...deploySteps("custom")]);
}

/**
 * Gives every step its act, its number, and what a user would click. Traffic is not needed: steps refresh the
 * page themselves.
 */
function story(bring: readonly LooseStep[]): readonly CheckedStep[] {
  const chapters: readonly (readonly [Act, readonly LooseStep[]])[] = [
    ["healthy", healthySteps],
    ["break", disableSteps],
    ["failed", observeSteps],
    ["bring", bring],
    ["soft", softSteps],
    ["restore", restoreSteps],
  ];
  return chapters
    .flatMap(([act, steps]) => steps.map((step) => ({ ...step, act })))
    .map((step, index) => ({
      ...step,
      number: index + 1,
      async perform(world) {
        if (step.action.kind === "parameter") {
          await world.setParameter(step.action.value);
        } else if (step.action.kind === "switch") {
          await world.switchBuild(step.action.build);
        }
      },
    }));
}
