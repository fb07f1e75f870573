import {
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isIsolatedCircuitError,
  isTaskCancelledError,
} from "cockatiel";
import { describeError } from "../described-error.ts";

/** Why a policy did not let a page get its recommendation. Page and log show the name. */
export class PolicyError extends Error {
  constructor(name: "CircuitOpen" | "Timeout" | "Overload", message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Errors of the policies, in words for the page's diagnostics. Any other error is passed on unchanged.
 *
 * @param lastFailure the service's last failure, as the circuit saw it
 */
export function translateRejection(error: unknown, lastFailure: unknown): unknown {
  if (isIsolatedCircuitError(error) || isBrokenCircuitError(error)) {
    return new PolicyError(
      "CircuitOpen",
      `Not called, because most of its last calls failed. A background probe finds out when it works again. Last failure: ${inWords(lastFailure)}`,
    );
  }
  if (isTaskCancelledError(error)) {
    return new PolicyError("Timeout", error.message);
  }
  if (isBulkheadRejectedError(error)) {
    return new PolicyError(
      "Overload",
      "Not called, because too many calls are in progress and too many pages are waiting.",
    );
  }
  return error;
}

function inWords(failure: unknown): string {
  if (isTaskCancelledError(failure)) {
    return `Timeout: ${failure.message}`;
  }
  const { name, message } = describeError(failure);
  return `${name}: ${message}`;
}
