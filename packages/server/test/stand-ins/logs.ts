import { createLog, type Logger } from "../../src/log.ts";

/** A log that goes nowhere. */
export const quietLog = createLog("test", { write() {} });

/** A log and the lines that were written to it. */
export function recordedLog(build = "test"): { log: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: createLog(build, { write: (line) => void lines.push(JSON.parse(line)) }) };
}

/** Where tests listen: a free port of loopback. */
export const loopback = { host: "127.0.0.1", port: 0, log: quietLog } as const;
