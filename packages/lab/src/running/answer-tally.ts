import type { Answer } from "@soft-landing/aws-local/load-balancer/contract";
import { type AnswerCounts, type AnswerKind, answerKinds } from "@soft-landing/shared/answer-kinds";
import type { Clock } from "@soft-landing/shared/clock";
import type { Failure, PageDiagnosis, Second } from "@soft-landing/shared/lab-api";
import type { Page } from "@soft-landing/shared/page";

/**
 * What users got, second by second and listener by listener, from what the load balancers report about each
 * answer.
 */
export interface AnswerTally {
  /** Counts an answer in the current second. */
  count(answer: Answer): void;
  /** Records the cause that a page gives, if the lab itself has read the page. */
  read(page: Page): void;
  /** The counts of a listener in a second, so far. */
  counted(listenerArn: string, second: number, buildOf: BuildOf): CountedSecond;
  /** Forgets this second and earlier ones. */
  forget(second: number): void;
  /**
   * Calls back when the users of a listener start to get a kind of answer that they did not get in the second
   * before; once for each listener and second.
   */
  onNewKind(listener: () => void): void;
}

export type CountedSecond = Pick<Second, "answers" | "answersByTarget" | "failures" | "diagnoses">;

/** The build of an instance of a stack; undefined if the stack does not have the instance. */
export type BuildOf = (instanceId: string) => string | undefined;

/** The counts of one listener in one second. */
interface Counts {
  /** By instance; null for answers that did not come from an instance. */
  answers: Map<string | null, AnswerCounts>;
  failures: Map<string, Omit<Failure, "build"> & { instance: string | null }>;
}

interface CountedTime {
  listeners: Map<string, Counts>;
  diagnoses: Map<string, PageDiagnosis & { instance: string }>;
}

/** A second keeps at most this many different causes, because messages may contain anything. */
const mostDiagnoses = 20;
const longestMessage = 300;

export function createAnswerTally(clock: Clock): AnswerTally {
  const seconds = new Map<number, CountedTime>();
  const toTell = new Set<() => void>();
  /** By listener: the kinds of answers in the last complete second. */
  let usual: ReadonlyMap<string, ReadonlySet<AnswerKind>> = new Map();
  const told = new Set<string>();

  function now(): CountedTime {
    const second = Math.floor(clock.nowMs() / 1_000);
    const known = seconds.get(second);
    if (known !== undefined) {
      return known;
    }
    const made: CountedTime = { listeners: new Map(), diagnoses: new Map() };
    seconds.set(second, made);
    return made;
  }

  function countsNow(listenerArn: string): Counts {
    const { listeners } = now();
    const known = listeners.get(listenerArn);
    if (known !== undefined) {
      return known;
    }
    const made: Counts = { answers: new Map(), failures: new Map() };
    listeners.set(listenerArn, made);
    return made;
  }

  return {
    count(answer) {
      const { listenerArn, statusCode, origin, targetId: instance = null } = answer;
      const { answers, failures } = countsNow(listenerArn);
      const kind = kindOf(answer);
      const counts = answers.get(instance) ?? { personal: 0, degraded: 0, answered: 0, failed: 0 };
      counts[kind]++;
      answers.set(instance, counts);
      if (!told.has(listenerArn) && usual.get(listenerArn)?.has(kind) !== true) {
        told.add(listenerArn);
        for (const tell of toTell) {
          tell();
        }
      }
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
      const { diagnoses } = now();
      const key = JSON.stringify([instance, dependency, error]);
      const known = diagnoses.get(key);
      if (known !== undefined) {
        known.count++;
      } else if (diagnoses.size < mostDiagnoses) {
        const shortened = message.slice(0, longestMessage);
        diagnoses.set(key, { instance, build, dependency, error, message: shortened, count: 1 });
      }
    },
    counted(listenerArn, second, buildOf) {
      const counted = seconds.get(second);
      const counts = counted?.listeners.get(listenerArn);
      const named = (instance: string | null) => (instance === null ? null : (buildOf(instance) ?? null));
      return {
        answers: byBuild(counts?.answers ?? new Map(), named),
        answersByTarget: Object.fromEntries(
          [...(counts?.answers ?? [])].flatMap(([instance, { personal, degraded, answered, failed }]) =>
            instance === null ? [] : [[instance, personal + degraded + answered + failed]],
          ),
        ),
        failures: [...(counts?.failures.values() ?? [])].map(({ instance, ...failure }) => ({
          ...failure,
          build: named(instance),
        })),
        diagnoses: [...(counted?.diagnoses.values() ?? [])].flatMap(({ instance, ...diagnosis }) => {
          const build = buildOf(instance);
          return build === undefined ? [] : [{ ...diagnosis, build }];
        }),
      };
    },
    forget(second) {
      usual = kindsByListener(seconds.get(second)?.listeners ?? new Map());
      told.clear();
      for (const known of seconds.keys()) {
        if (known <= second) {
          seconds.delete(known);
        }
      }
    },
    onNewKind: (tell) => void toTell.add(tell),
  };
}

function kindsByListener(
  listeners: ReadonlyMap<string, Counts>,
): ReadonlyMap<string, ReadonlySet<AnswerKind>> {
  return new Map(
    [...listeners].map(([arn, { answers }]) => {
      const all = [...answers.values()];
      return [arn, new Set(answerKinds.filter((kind) => all.some((counts) => counts[kind] > 0)))];
    }),
  );
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
