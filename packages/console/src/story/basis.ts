import type { AnswerCounts } from "@soft-landing/shared/answer-kinds";
import type { Second } from "@soft-landing/shared/lab-api";
import { countsOf, onlyKind, totalOf } from "../state/answers.ts";

/** What a sentence about the present is based on. */
export interface Basis {
  /** The seconds that it describes, newest last. */
  seconds: readonly Second[];
  counts: AnswerCounts;
  /** Answers in all of the last {@link windowSeconds}. */
  recentAnswers: number;
  /** Requests without an answer when the newest second ended. */
  waiting: number;
}

/** A sentence looks back at most this far. */
export const windowSeconds = 5;
/** Fewer answers than this are not a change yet. */
const leastAnswers = 3;

/**
 * The newest seconds that count as now: the last five. If one kind of answer has replaced all others within
 * them, only the seconds since then. So a change is reported at once, and a mixture stays a mixture.
 */
export function basisOf(seconds: readonly Second[]): Basis {
  const newest = seconds.at(-1);
  const recent = seconds.filter(({ second }) => second > (newest?.second ?? 0) - windowSeconds);
  const spokenOf = sinceChange(recent) ?? recent;
  return {
    seconds: spokenOf,
    counts: countsOf(spokenOf),
    recentAnswers: totalOf(countsOf(recent)),
    waiting: newest?.waiting ?? 0,
  };
}

/** Whether users get errors, or wait in larger numbers than users get answers. */
export function usersFail({ counts, waiting, recentAnswers }: Basis): boolean {
  return counts.failed > 0 || waiting > recentAnswers;
}

/** The seconds since one kind of answer replaced the others. The second before them may have both. */
function sinceChange(recent: readonly Second[]): readonly Second[] | undefined {
  const kind = onlyKind(countsOf(recent.slice(-1)));
  if (kind === undefined) {
    return undefined;
  }
  let start = recent.length - 1;
  while (
    start > 0 &&
    totalOf(countsOf(recent.slice(start - 1))) === countsOf(recent.slice(start - 1))[kind]
  ) {
    start--;
  }
  const since = recent.slice(start);
  const before = countsOf(recent.slice(0, Math.max(0, start - 1)));
  return before[kind] === 0 && totalOf(countsOf(since)) >= leastAnswers ? since : undefined;
}
