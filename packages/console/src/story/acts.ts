import type { StackBuild } from "@soft-landing/shared/builds";
import type { Act, LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { degrades, hardBuild, softBuild } from "../state/builds.ts";
import { type Basis, usersFail } from "./basis.ts";

/** What the one primary button does. */
export type NextStep =
  | { kind: "break"; act: Act }
  | { kind: "bring"; act: Act; build: StackBuild }
  | { kind: "restore"; act: Act };

/**
 * The current act of the stack, and the next one; null while something is in progress or nothing is left to
 * do.
 */
export interface Plot {
  present: Act;
  next: NextStep | null;
}

/**
 * Derives the act from the stack's state and from what users get, so that every change moves the story,
 * whether it comes from the console, the command line or Pulumi.
 */
export function plotOf(lab: LabSnapshot, basis: Basis, seconds: readonly Second[]): Plot {
  const moving = movingTo(lab);
  if (moving !== null) {
    return { present: degrades(moving) === false ? "healthy" : "bring", next: null };
  }
  const broken = isBroken(lab);
  const present = presentAct(lab, basis, broken, seconds);
  return { present, next: nextStep(present, lab, broken) };
}

/** Whether something is broken that a user can undo. */
export function isBroken({ parameter, inForce }: LabSnapshot): boolean {
  return parameter.value !== switchOnValue || inForce > 0;
}

/** The build that is being deployed; null if there is none. */
export function movingTo({ deployment }: LabSnapshot): string | null {
  return deployment !== null && (deployment.state === "evaluating" || deployment.state === "launching")
    ? deployment.build
    : null;
}

function presentAct(lab: LabSnapshot, basis: Basis, broken: boolean, seconds: readonly Second[]): Act {
  if (usersFail(basis)) {
    return "failed";
  }
  if (basis.counts.degraded > 0) {
    return "soft";
  }
  if (broken) {
    return "break";
  }
  return degrades(lab.build) !== false && wasRestored(seconds) ? "restore" : "healthy";
}

/** Whether the last thing that broke was repaired. */
export function wasRestored(seconds: readonly Second[]): boolean {
  const last = seconds.flatMap(({ marks }) => marks).findLast(({ effect }) => effect !== "changes");
  return last?.effect === "restores";
}

function nextStep(present: Act, lab: LabSnapshot, broken: boolean): NextStep | null {
  const soft = degrades(lab.build) === true;
  switch (present) {
    case "healthy":
      return { kind: "break", act: "break" };
    case "break":
    case "failed":
      if (!soft && softBuild !== undefined) {
        return { kind: "bring", act: "bring", build: softBuild };
      }
      return broken ? { kind: "restore", act: "restore" } : null;
    case "soft":
      return broken ? { kind: "restore", act: "restore" } : null;
    case "restore":
      return hardBuild === undefined ? null : { kind: "bring", act: "healthy", build: hardBuild };
    case "bring":
      return null;
  }
}
