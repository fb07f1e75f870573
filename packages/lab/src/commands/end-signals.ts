import { constants } from "node:os";
import { note } from "./lab-command.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The user, or the program that runs the lab, ends it. Not an error. */
export class Interruption extends Error {
  /** The exit code that a shell shows for a process that the signal has ended. */
  readonly exitCode: number;

  constructor(signal: (typeof signals)[number]) {
    super(`ended by ${signal}`);
    this.name = "Interruption";
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Handles the process's signals until it is disposed of. */
export interface EndSignals extends Disposable {
  /**
   * Aborted by the first Ctrl-C, SIGTERM or hang-up, so that everything ends in order. A second Ctrl-C ends the
   * process at once, and what it started still ends with it.
   */
  readonly signal: AbortSignal;
}

export function endSignals(): EndSignals {
  const controller = new AbortController();
  const onSignal = (signal: (typeof signals)[number]) => {
    const interruption = new Interruption(signal);
    if (controller.signal.aborted && signal === "SIGINT") {
      process.exit(interruption.exitCode);
    }
    controller.abort(interruption);
  };
  for (const signal of signals) {
    process.on(signal, onSignal);
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const signal of signals) {
        process.off(signal, onSignal);
      }
    },
  };
}

/**
 * Does a long task that a signal may end early, and says so if it does.
 *
 * @param words the message if the task has ended early; empty for none
 * @throws Interruption if it has, whatever error the task itself throws
 */
export async function untilInterrupted<T>(
  words: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using ending = endSignals();
  const { signal } = ending;
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    note(`\n${words}`.trimEnd());
    throw signal.reason;
  }
}

/** The interruption that caused an error, if any: Node wraps an abort's reason. */
export function interruptionOf(error: unknown): Interruption | undefined {
  if (error instanceof Interruption) {
    return error;
  }
  return error instanceof Error && error.cause !== undefined ? interruptionOf(error.cause) : undefined;
}
