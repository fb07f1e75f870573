import { type CircuitBreakerPolicy, ConsecutiveBreaker, circuitBreaker, handleWhen } from "cockatiel";
import type { Logger } from "../log.ts";

/** When a circuit opens and how it closes again. */
export interface ProbedCircuitSettings {
  failuresInARow: number;
  /** Between two probes, in milliseconds. */
  probePauseMs: number;
}

/** A circuit breaker whose trial call is nobody's page. */
export interface ProbedCircuit {
  policy: CircuitBreakerPolicy;
  /** The error that opened the circuit, or that of the last probe. */
  lastFailure(): unknown;
  stop(): void;
}

/**
 * cockatiel's breaker, held open from its first opening until a probe in the background succeeds. A breaker left to itself lets a
 * user's request be the trial, and that user waits for the time-out each time.
 *
 * @param isFailure tells whether an error speaks against the dependency
 * @param probe one call of the dependency, bounded in time
 */
export function probedCircuit(
  { failuresInARow, probePauseMs }: ProbedCircuitSettings,
  isFailure: (error: unknown) => boolean,
  probe: () => Promise<unknown>,
  log: Logger,
): ProbedCircuit {
  const breaker = new ConsecutiveBreaker(failuresInARow);
  const policy = circuitBreaker(handleWhen(isFailure), { breaker, halfOpenAfter: Number.POSITIVE_INFINITY });
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let lastFailure: unknown;

  policy.onBreak((reason) => {
    if (!("error" in reason)) return;
    lastFailure = reason.error;
    log.warn({ circuit: "open", failuresInARow }, "The circuit to the RecommendationService is open");
    const hold = policy.isolate();
    probeUntilItSucceeds(hold);
  });

  function probeUntilItSucceeds(hold: { dispose(): void }): void {
    if (stopped) return;
    timer = setTimeout(async () => {
      try {
        await probe();
      } catch (error) {
        if (isFailure(error)) {
          lastFailure = error;
          return probeUntilItSucceeds(hold);
        }
      }
      breaker.success();
      hold.dispose();
      log.info({ circuit: "closed" }, "The circuit to the RecommendationService is closed again");
    }, probePauseMs);
    timer.unref();
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
