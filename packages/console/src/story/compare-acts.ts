import { degrades } from "../state/builds.ts";
import type { StackState } from "../state/lab-state.ts";
import { isBroken, type NextStep, wasRestored } from "./acts.ts";
import { basisOf, usersFail } from "./basis.ts";

/** The acts of the story with several stacks side by side, which are broken and restored together. */
export const compareActs = ["healthy", "break", "apart", "restore"] as const;
export type CompareAct = (typeof compareActs)[number];

export interface ComparePlot {
  present: CompareAct;
  next: { act: CompareAct; step: NextStep } | null;
}

const breakAll = { act: "break", step: { kind: "break", act: "break" } } as const;
const restoreAll = { act: "restore", step: { kind: "restore", act: "restore" } } as const;

/** Derives the act from the states of the stacks and from what their users get. */
export function comparePlotOf(stacks: readonly StackState[]): ComparePlot {
  const broken = stacks.some(({ snapshot }) => isBroken(snapshot));
  const suffering = stacks.some(({ seconds }) => {
    const basis = basisOf(seconds);
    return usersFail(basis) || basis.counts.degraded > 0;
  });
  if (broken) {
    return { present: suffering ? "apart" : "break", next: restoreAll };
  }
  if (suffering) {
    return { present: "apart", next: null };
  }
  const restored = stacks.some(({ seconds }) => wasRestored(seconds));
  return { present: restored ? "restore" : "healthy", next: breakAll };
}

/**
 * What users of the stacks get while the stacks are broken, in one line: as seen, if some users already get
 * it, otherwise as the builds promise.
 */
export function apartTitle(stacks: readonly StackState[]): string {
  const seen = stacks.map(({ seconds }) => basisOf(seconds));
  let fails = seen.some(usersFail);
  let softens = seen.some(({ counts }) => counts.degraded > 0);
  if (!fails && !softens) {
    fails = stacks.some(({ snapshot }) => degrades(snapshot.build) === false);
    softens = stacks.some(({ snapshot }) => degrades(snapshot.build) === true);
  }
  if (fails) {
    return softens ? "502 and soft landing" : "502";
  }
  return softens ? "Soft landing" : "What users get";
}
