import { constants } from "node:os";
import { note } from "./lab-command.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The person, or the program that runs the lab, wants it to end. Not a fault. */
export class Interruption extends Error {
  /** What a shell shows for a process that the signal has ended. */
  readonly exitCode: number;

  constructor(signal: (typeof signals)[number]) {
    super(`ended by ${signal}`);
    this.name = "Interruption";
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Aborted by the first Ctrl-C, SIGTERM or hang-up, so that what was started can be ended in order. A second Ctrl-C ends the
 * process at once; what it started still ends with it.
 */
export function endSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    process.on(signal, () => {
      const interruption = new Interruption(signal);
      if (controller.signal.aborted && signal === "SIGINT") {
        process.exit(interruption.exitCode);
      }
      controller.abort(interruption);
    });
  }
  return controller.signal;
}

/**
 * Does something long that a signal may end early, and says so then.
 *
 * @param words what a person reads when it has ended early
 * @throws Interruption when it has, whatever the work itself made of it
 */
export async function untilInterrupted<T>(
  words: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = endSignals();
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    note(`\n${words}`);
    throw signal.reason;
  }
}

/** The interruption that an error comes from, if it does: Node wraps an abort's reason. */
export function interruptionOf(error: unknown): Interruption | undefined {
  if (error instanceof Interruption) {
    return error;
  }
  return error instanceof Error && error.cause !== undefined ? interruptionOf(error.cause) : undefined;
}
