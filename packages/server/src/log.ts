import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from "pino";

export type { Logger };

/**
 * One JSON object a line on standard output, for journald and what ships it. Lines are gathered for at most 100 ms and written
 * in the background, so that neither many pages nor a slow reader hold up a page; {@link flushLog} writes the rest at the end.
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

const standardOutput = destination({
  fd: 1,
  sync: false,
  minLength: 8_192,
  periodicFlush: 100,
  /** Characters kept for a reader that does not read; lines beyond are dropped, so that memory stays bounded. */
  maxLength: 8_388_608,
});

/** Writes buffered lines at once, blocking. */
export function flushLog(): void {
  standardOutput.flushSync();
}
