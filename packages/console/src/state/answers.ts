import { type AnswerCounts, type AnswerKind, answerKinds } from "@soft-landing/shared/answer-kinds";
import type { Failure, PageDiagnosis, Second } from "@soft-landing/shared/lab-api";

export const noAnswers: AnswerCounts = { personal: 0, degraded: 0, answered: 0, failed: 0 };

/** What users got in these seconds, from all builds together. */
export function countsOf(seconds: readonly Second[]): AnswerCounts {
  const counts = { ...noAnswers };
  for (const ofBuild of seconds.flatMap(({ answers }) => answers)) {
    for (const kind of answerKinds) {
      counts[kind] += ofBuild[kind];
    }
  }
  return counts;
}

export function totalOf(counts: AnswerCounts): number {
  return answerKinds.reduce((all, kind) => all + counts[kind], 0);
}

/** The one kind that all answers have; undefined if there are none, or several kinds. */
export function onlyKind(counts: AnswerCounts): AnswerKind | undefined {
  const present = answerKinds.filter((kind) => counts[kind] > 0);
  return present.length === 1 ? present[0] : undefined;
}

/** The builds that gave answers of a kind; null stands for answers that did not come from an instance. */
export function buildsThatGave(seconds: readonly Second[], kind: AnswerKind): (string | null)[] {
  const all = seconds.flatMap(({ answers }) => answers).filter((ofBuild) => ofBuild[kind] > 0);
  return [...new Set(all.map(({ build }) => build))];
}

/** The failures of these seconds, equal ones added up, the most frequent first. */
export function failuresOf(seconds: readonly Second[]): Failure[] {
  return addedUp(
    seconds.flatMap(({ failures }) => failures),
    ({ build, statusCode, origin }) => `${build} ${statusCode} ${origin}`,
  );
}

/** The causes that pages of these seconds gave, equal ones added up, the most frequent first. */
export function diagnosesOf(seconds: readonly Second[]): PageDiagnosis[] {
  return addedUp(
    seconds.flatMap(({ diagnoses }) => diagnoses),
    ({ build, dependency, error }) => JSON.stringify([build, dependency, error]),
  );
}

function addedUp<Counted extends { count: number }>(
  all: readonly Counted[],
  keyOf: (one: Counted) => string,
): Counted[] {
  const sums = new Map<string, Counted>();
  for (const one of all) {
    const known = sums.get(keyOf(one));
    sums.set(keyOf(one), { ...one, count: one.count + (known?.count ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count);
}
