import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from "pino";

export type { Logger };

/**
 * One JSON object a line on standard output, for journald and what ships it. Lines are written in the background, so that a
 * slow reader never holds up a page; {@link flushLog} writes the rest before the process ends.
 */
export function createLog(build: string, stream: DestinationStream = standardOutput): Logger {
  return pino(
    {
      base: { build },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}

const standardOutput = destination({ fd: 1, sync: false });

/** Writes buffered lines at once, blocking. */
export function flushLog(): void {
  standardOutput.flushSync();
}
