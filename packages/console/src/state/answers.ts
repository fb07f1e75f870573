import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";

/** How users fared, in requests. */
export interface Answers {
  personal: number;
  degraded: number;
  failed: number;
}

export const noAnswers: Answers = { personal: 0, degraded: 0, failed: 0 };

export function totalOf({ personal, degraded, failed }: Answers): number {
  return personal + degraded + failed;
}

/** What the lab's own continuous traffic saw in each second: differences of running totals, which begin anew when traffic does. */
export function trafficAnswers(seconds: readonly Second[]): Answers[] {
  return seconds.map((second, index) => {
    const before = seconds[index - 1]?.traffic;
    if (before === undefined) {
      return noAnswers;
    }
    const now = second.traffic;
    const startedAnew =
      now.personal < before.personal || now.degraded < before.degraded || now.failed < before.failed;
    if (startedAnew) {
      return { personal: now.personal, degraded: now.degraded, failed: now.failed };
    }
    return {
      personal: now.personal - before.personal,
      degraded: now.degraded - before.degraded,
      failed: now.failed - before.failed,
    };
  });
}

/**
 * How all requests of the newest `windowSeconds` fared. Failed ones are those with a 5XX at the client. The balancer does not
 * know personal from degraded, so the share the lab's own traffic saw stands for all; without traffic, the switch decides.
 */
export function recentAnswers(
  snapshot: LabSnapshot,
  seconds: readonly Second[],
  windowSeconds: number,
): Answers {
  const end = seconds.at(-1)?.second ?? 0;
  const recent = seconds.filter(({ second }) => second > end - windowSeconds);
  const firstIndex = seconds.length - recent.length;
  const seen = sum(
    trafficAnswers(seconds.slice(Math.max(0, firstIndex - 1))).slice(firstIndex === 0 ? 0 : 1),
  );
  const failed = recent.reduce((all, second) => all + (second.elb5xx ?? 0) + (second.target5xx ?? 0), 0);
  const answered = recent.reduce((all, second) => all + (second.target2xx ?? 0), 0);
  return { failed, ...divided(answered, seen, snapshot) };
}

function divided(
  answered: number,
  seen: Answers,
  snapshot: LabSnapshot,
): { personal: number; degraded: number } {
  const seenAnswered = seen.personal + seen.degraded;
  if (seenAnswered === 0) {
    const works = snapshot.parameter.value === switchOnValue;
    return works ? { personal: answered, degraded: 0 } : { personal: 0, degraded: answered };
  }
  const degraded = Math.round((answered * seen.degraded) / seenAnswered);
  return { personal: answered - degraded, degraded };
}

/** What is known of one second's requests; `answered` got a page of which nobody saw whether it was personal. */
export type SecondAnswers = Answers & { answered: number };

/** How each second's requests fared, by the balancer's codes and what the lab's own traffic saw in that second. */
export function answersOfEach(seconds: readonly Second[]): SecondAnswers[] {
  const seen = trafficAnswers(seconds);
  return seconds.map((second, index) => {
    const failed = (second.elb5xx ?? 0) + (second.target5xx ?? 0);
    const answered = second.target2xx ?? 0;
    const { personal, degraded } = seen[index] ?? noAnswers;
    if (personal + degraded === 0) {
      return { personal: 0, degraded: 0, failed, answered };
    }
    const all = (answered * degraded) / (personal + degraded);
    return { personal: answered - all, degraded: all, failed, answered: 0 };
  });
}

export function sum(all: readonly Answers[]): Answers {
  return all.reduce(
    (total, { personal, degraded, failed }) => ({
      personal: total.personal + personal,
      degraded: total.degraded + degraded,
      failed: total.failed + failed,
    }),
    noAnswers,
  );
}
