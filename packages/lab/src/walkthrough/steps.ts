import type { CheckedStep } from "./step.ts";
import { codeSteps, deploySteps, expertSteps, softCodeSteps } from "./steps-change.ts";
import { disableSteps, observeSteps } from "./steps-failure.ts";
import { healthySteps } from "./steps-healthy.ts";
import { softSteps } from "./steps-soft.ts";

/** The story in its order, by the way on which the ready-made build is taken. This is what the console guides through. */
export const walkthroughSteps: readonly CheckedStep[] = [
  ...healthySteps,
  ...disableSteps,
  ...observeSteps,
  ...codeSteps,
  ...softCodeSteps,
  ...deploySteps("error-handling"),
  ...softSteps,
];

/** The same story by the way of a person's own artifact. */
export function expertWalkthroughSteps(artifact: string): readonly CheckedStep[] {
  return [
    ...healthySteps,
    ...disableSteps,
    ...observeSteps,
    ...codeSteps,
    ...expertSteps(artifact),
    ...deploySteps("custom"),
    ...softSteps,
  ];
}
