import type { AnswerCounts } from "@soft-landing/shared/answer-kinds";
import type { Second } from "@soft-landing/shared/lab-api";
import { countsOf, onlyKind, totalOf } from "../state/answers.ts";

/** What a sentence about now rests on. */
export interface Basis {
  /** The seconds that are spoken of, newest last. */
  seconds: readonly Second[];
  counts: AnswerCounts;
  /** Answers in the whole of the last {@link windowSeconds}. */
  recentAnswers: number;
  /** Requests without an answer when the newest second ended. */
  waiting: number;
}

/** A sentence looks back no further. */
export const windowSeconds = 5;
/** So few answers do not yet make a change. */
const leastAnswers = 3;

/**
 * The newest seconds that one may speak of as now: the last five. Where in their course one kind of answer has taken the place of all
 * others, only those since. So a change is told at once, and a mixture stays a mixture.
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

/** The seconds since one kind of answer replaced others; the second before them may hold both. */
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
