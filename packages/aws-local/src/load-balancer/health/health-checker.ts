import type { Clock } from "@soft-landing/shared/clock";
import type { HealthCheckSettings, Target } from "../contract.ts";
import type { CheckResult } from "./health-state.ts";
import { statusMatcher } from "./matcher.ts";
import { probe } from "./probe.ts";

/** Checks one target every interval until it is stopped. */
export interface HealthChecker {
  stop(): void;
}

/**
 * Starts the first check at once and another one every interval. A check that hangs does not delay the next.
 *
 * @param answerDelayMs how long the target's answers are currently delayed
 * @param onFirstCheck called when the first check is sent
 */
export function startHealthChecks(
  target: Target,
  settings: HealthCheckSettings,
  clock: Clock,
  answerDelayMs: () => number,
  onFirstCheck: () => void,
  onResult: (result: CheckResult) => void,
): HealthChecker {
  const matches = statusMatcher(settings.matcher);
  const running = new Set<{ cancel(): void }>();
  let first = true;

  const check = () => {
    cancelNext = clock.after(settings.intervalSeconds * 1000, check);
    if (first) {
      onFirstCheck();
    }
    first = false;
    const current = probe(target, settings, matches, { clock, answerDelayMs: answerDelayMs() }, (result) => {
      // Stryker disable next-line CallExpression: to cancel what has ended does nothing.
      running.delete(current);
      onResult(result);
    });
    running.add(current);
  };
  let cancelNext = clock.after(0, check);

  return {
    stop() {
      cancelNext();
      for (const current of running) {
        current.cancel();
      }
    },
  };
}
