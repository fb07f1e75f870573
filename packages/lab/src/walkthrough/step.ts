import type { CheckResult, WalkthroughStep } from "@soft-landing/shared/lab-api";
import type { WalkthroughWorld } from "./world.ts";

/** A step before it has its place in the story. */
export type LooseStep = Omit<CheckedStep, "number" | "act">;

/** One step: what a person reads and does, and how a machine sees that it came out right. */
export interface CheckedStep extends WalkthroughStep {
  /** Where it stands in the workshop that this project goes back to: section and number. */
  source: string;
  /** How long the check may take to come true, in seconds: at once where absent; CloudWatch and new instances take their time. */
  patienceSeconds?: { lab: number; aws: number };
  /** Looks, and changes nothing but the memory. */
  check(world: WalkthroughWorld): Promise<CheckResult>;
}

export function held(seen: string): CheckResult {
  return { held: true, seen };
}

export function deviates(seen: string): CheckResult {
  return { held: false, seen };
}

/** Holds with `seen` where the condition is true, deviates with `otherwise` where not. */
export function checked(condition: boolean, seen: string, otherwise: string): CheckResult {
  return condition ? held(seen) : deviates(otherwise);
}
