import type { Answer } from "@soft-landing/aws-local/load-balancer/contract";
import { type AnswerCounts, type AnswerKind, answerKinds } from "@soft-landing/shared/answer-kinds";
import type { Clock } from "@soft-landing/shared/clock";
import type { Failure, PageDiagnosis, Second } from "@soft-landing/shared/lab-api";
import type { Page } from "@soft-landing/shared/page";

/** What users got, second by second, by what the load balancer tells of each answer. */
export interface AnswerTally {
  /** Counts an answer in the second that is now. */
  count(answer: Answer): void;
  /** Takes down what a page that the lab has read for itself gives as its cause. */
  read(page: Page): void;
  /** What was counted in a second, so far. */
  counted(second: number, buildOf: BuildOf): CountedSecond;
  /** The same for a second that is over; it and earlier ones are forgotten. */
  take(second: number, buildOf: BuildOf): CountedSecond;
  /** Calls back once a second at most, when users begin to get a kind of answer that they did not get in the second before. */
  onNewKind(listener: () => void): void;
}

export type CountedSecond = Pick<Second, "answers" | "failures" | "diagnoses">;

/** The build of an instance; undefined where it is not known. */
export type BuildOf = (instanceId: string) => string | undefined;

interface Counts {
  /** By instance; null for answers that no instance was asked for. */
  answers: Map<string | null, AnswerCounts>;
  failures: Map<string, Omit<Failure, "build"> & { instance: string | null }>;
  diagnoses: Map<string, PageDiagnosis & { instance: string }>;
}

/** No second holds more different causes than this: messages may hold anything. */
const mostDiagnoses = 20;
const longestMessage = 300;

export function createAnswerTally(clock: Clock): AnswerTally {
  const seconds = new Map<number, Counts>();
  const listeners = new Set<() => void>();
  let usual: ReadonlySet<AnswerKind> = new Set();
  let told = false;

  function countsNow(): Counts {
    const second = Math.floor(clock.nowMs() / 1_000);
    const known = seconds.get(second);
    if (known !== undefined) {
      return known;
    }
    const made: Counts = { answers: new Map(), failures: new Map(), diagnoses: new Map() };
    seconds.set(second, made);
    return made;
  }

  function counted(second: number, buildOf: BuildOf): CountedSecond {
    const counts = seconds.get(second);
    const named = (instance: string | null) => (instance === null ? null : (buildOf(instance) ?? null));
    return {
      answers: byBuild(counts?.answers ?? new Map(), named),
      failures: [...(counts?.failures.values() ?? [])].map(({ instance, ...failure }) => ({
        ...failure,
        build: named(instance),
      })),
      diagnoses: [...(counts?.diagnoses.values() ?? [])].map(({ instance, build, ...diagnosis }) => ({
        ...diagnosis,
        build: named(instance) ?? build,
      })),
    };
  }

  return {
    count(answer) {
      const { statusCode, origin, targetId: instance = null } = answer;
      const { answers, failures } = countsNow();
      const kind = kindOf(answer);
      const counts = answers.get(instance) ?? { personal: 0, degraded: 0, answered: 0, failed: 0 };
      counts[kind]++;
      if (!told && !usual.has(kind)) {
        told = true;
        for (const listener of listeners) {
          listener();
        }
      }
      answers.set(instance, counts);
      if (kind === "failed") {
        const key = `${origin} ${statusCode} ${instance}`;
        const failure = failures.get(key) ?? { instance, statusCode, origin, count: 0 };
        failure.count++;
        failures.set(key, failure);
      }
    },
    read({ diagnostic, build, instance: { id: instance } }) {
      if (diagnostic === null) {
        return;
      }
      const { dependency, error, message } = diagnostic;
      const { diagnoses } = countsNow();
      const key = JSON.stringify([instance, dependency, error]);
      const known = diagnoses.get(key);
      if (known !== undefined) {
        known.count++;
      } else if (diagnoses.size < mostDiagnoses) {
        const shortened = message.slice(0, longestMessage);
        diagnoses.set(key, { instance, build, dependency, error, message: shortened, count: 1 });
      }
    },
    counted,
    take(second, buildOf) {
      const taken = counted(second, buildOf);
      usual = new Set(answerKinds.filter((kind) => taken.answers.some((ofBuild) => ofBuild[kind] > 0)));
      told = false;
      for (const known of seconds.keys()) {
        if (known <= second) {
          seconds.delete(known);
        }
      }
      return taken;
    },
    onNewKind: (listener) => void listeners.add(listener),
  };
}

function byBuild(
  counts: ReadonlyMap<string | null, AnswerCounts>,
  buildOf: (instance: string | null) => string | null,
): Second["answers"] {
  const builds = new Map<string | null, Second["answers"][number]>();
  for (const [instance, { personal, degraded, answered, failed }] of counts) {
    const build = buildOf(instance);
    const sum = builds.get(build) ?? { build, personal: 0, degraded: 0, answered: 0, failed: 0 };
    builds.set(build, {
      build,
      personal: sum.personal + personal,
      degraded: sum.degraded + degraded,
      answered: sum.answered + answered,
      failed: sum.failed + failed,
    });
  }
  return [...builds.values()];
}

function kindOf({ statusCode, answerKind, complete }: Answer): AnswerKind {
  if (statusCode >= 500 || !complete) {
    return "failed";
  }
  return answerKind === "personal" || answerKind === "degraded" ? answerKind : "answered";
}
