import { type DestinationStream, type Logger, pino, stdTimeFunctions } from "pino";
import { SonicBoom } from "sonic-boom";

export type { Logger };

/** A log that writes in the background. */
export interface OpenLog {
  log: Logger;
  /** Writes what is left. Resolves when it is written, when it cannot be written, or after `limitMs`. */
  close(limitMs: number): Promise<void>;
}

/** Bytes of lines that may wait while nobody reads or the disk is full. */
const waitingBytes = 8 * 1024 * 1024;

/**
 * One JSON object per line on standard output, for journald and for log shipping. Lines are collected for at
 * most 100 ms and written in the background. If they cannot be written, because the disk is full or nobody
 * reads, the newest lines beyond `waitingBytes` are lost, and the log says how many as soon as it can write
 * again. The server continues in either case.
 */
export function openLog(build: string, descriptor = 1, limitBytes = waitingBytes): OpenLog {
  makeNonBlocking();
  const output = new SonicBoom({
    fd: descriptor,
    sync: false,
    minLength: 8_192,
    periodicFlush: 100,
    maxLength: limitBytes,
  });
  // Without its flushSync, which pino calls after a fatal line and which never returns on a full disk.
  const log = createLog(build, { write: (line) => output.write(line) });
  let lostLines = 0;
  output.on("drop", () => {
    lostLines += 1;
  });
  output.on("write", () => {
    if (lostLines === 0) {
      return;
    }
    const told = lostLines;
    lostLines = 0;
    log.warn({ lostLines: told }, "Lines of this log could not be written and are lost");
    // There is no room for this line either: it comes with the next write.
    if (lostLines > 0) {
      lostLines = told;
    }
  });
  // The lines stay, and the next flush tries again.
  output.on("error", () => {});
  return { log, close: (limitMs) => close(output, limitMs) };
}

/** The log that writes into `stream`. */
export function createLog(build: string, stream: DestinationStream): Logger {
  return pino(
    {
      base: { build },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}

/**
 * Node makes a pipe or socket non-blocking when it opens process.stdout. Otherwise a write that nobody reads blocks a
 * thread, and the process waits for that thread before it ends.
 */
function makeNonBlocking(): void {
  void process.stdout;
}

function close(output: SonicBoom, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, limitMs);
    output.once("close", resolve);
    output.once("error", resolve);
    output.end();
  });
}
