import {
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isIsolatedCircuitError,
  isTaskCancelledError,
} from "cockatiel";

/** Why a policy kept a page from its recommendation; the name stands on the page and in the log. */
export class PolicyError extends Error {
  constructor(name: "CircuitOpen" | "Timeout" | "Overload", message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Errors of the policies in words for the page's diagnostics; any other error is passed on as it is.
 *
 * @param lastFailure what the circuit last saw of the service
 */
export function translateRejection(error: unknown, lastFailure: unknown): unknown {
  if (isIsolatedCircuitError(error) || isBrokenCircuitError(error)) {
    return new PolicyError(
      "CircuitOpen",
      `Not called, because most of its last calls have failed; a probe in the background asks when it works again. Last failure: ${inWords(lastFailure)}`,
    );
  }
  if (isTaskCancelledError(error)) {
    return new PolicyError("Timeout", error.message);
  }
  if (isBulkheadRejectedError(error)) {
    return new PolicyError(
      "Overload",
      "Not called, because all calls are under way and all waiting places taken.",
    );
  }
  return error;
}

function inWords(failure: unknown): string {
  if (isTaskCancelledError(failure)) {
    return `Timeout: ${failure.message}`;
  }
  return failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
}
