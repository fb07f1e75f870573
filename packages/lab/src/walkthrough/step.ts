import type { WalkthroughStep } from "@soft-landing/shared/lab-api";
import type { Check } from "../checker/check.ts";

/** One step of the story: what a person reads and does, and how a machine sees that it came out right. */
export interface CheckedStep extends WalkthroughStep, Check {
  /** Where it stands in the workshop that this project goes back to: section and number. */
  source: string;
}

/** A step before it has its place in the story. */
export type LooseStep = Omit<CheckedStep, "number" | "act">;

/** A step that only looks. */
export const look = { kind: "look", label: "Have a look" } as const;
