import { type CircuitBreakerPolicy, CircuitState, CountBreaker, circuitBreaker, handleWhen } from "cockatiel";
import { describeError } from "../described-error.ts";
import type { Logger } from "../log.ts";

/** When a circuit opens and how it closes again. */
export interface ProbedCircuitSettings {
  /** It opens when more than this share of the last calls has failed, */
  failureShare: number;
  /** of so many calls, */
  lastCalls: number;
  /** and not before there were so many. */
  minimumCalls: number;
  /** Before the first probe, in milliseconds; doubled for each that fails, up to the longest. */
  probePauseMs: { first: number; longest: number };
}

/** A circuit breaker that does not use a user's request as its trial call. */
export interface ProbedCircuit {
  policy: CircuitBreakerPolicy;
  /** The error that opened the circuit, or that of the last probe. */
  lastFailure(): unknown;
  stop(): void;
}

/**
 * cockatiel's breaker, held open from its first opening until a background probe succeeds. On its own, a
 * breaker makes a user's request the trial, and that user waits for the timeout each time.
 *
 * @param isFailure says whether an error means that the dependency fails
 * @param probe one call of the dependency, limited in time
 */
export function probedCircuit(
  settings: ProbedCircuitSettings,
  isFailure: (error: unknown) => boolean,
  probe: () => Promise<unknown>,
  log: Logger,
): ProbedCircuit {
  const breaker = new CountBreaker({
    threshold: settings.failureShare,
    size: settings.lastCalls,
    minimumNumberOfCalls: settings.minimumCalls,
  });
  const policy = circuitBreaker(handleWhen(isFailure), { breaker, halfOpenAfter: Number.POSITIVE_INFINITY });
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let lastFailure: unknown;

  policy.onBreak((reason) => {
    if (!("error" in reason)) {
      return;
    }
    lastFailure = reason.error;
    log.warn(
      { circuit: "open", error: describeError(reason.error) },
      "The circuit to the RecommendationService is open",
    );
    const hold = policy.isolate();
    probeUntilItSucceeds(hold, settings.probePauseMs.first);
  });

  function probeUntilItSucceeds(hold: { dispose(): void }, pauseMs: number): void {
    if (stopped) {
      return;
    }
    timer = setTimeout(async () => {
      try {
        await probe();
      } catch (error) {
        if (isFailure(error)) {
          lastFailure = error;
          return probeUntilItSucceeds(hold, Math.min(2 * pauseMs, settings.probePauseMs.longest));
        }
      }
      // As after a successful trial: the counts from before the opening are forgotten.
      breaker.success(CircuitState.HalfOpen);
      hold.dispose();
      log.info({ circuit: "closed" }, "The circuit to the RecommendationService is closed again");
    }, pauseMs);
  }

  return {
    policy,
    lastFailure: () => lastFailure,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
