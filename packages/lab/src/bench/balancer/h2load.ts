import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Connections, and streams on each, that a run keeps open at the same time: as many requests as wrk's connections make. */
const connections = 8;
const streams = 4;

/**
 * Runs h2load for this many seconds with one thread, over HTTP/2.
 *
 * @returns how many requests were answered
 * @throws Error if one request fails: then nothing can be compared
 */
export async function runH2load(port: number, seconds: number, signal: AbortSignal): Promise<number> {
  const args = [`-D${seconds}`, `-c${connections}`, `-m${streams}`, "-t1", `https://127.0.0.1:${port}/`];
  const { stdout } = await promisify(execFile)("h2load", args, { signal });
  return readH2load(stdout);
}

/** Reads h2load's report. @throws Error if it is not one, or reports failed requests */
export function readH2load(report: string): number {
  const [, succeeded, failed, errored, timedOut] =
    /requests: .* (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout/.exec(report) ?? [];
  if (succeeded === undefined || !/Application protocol: h2$/m.test(report)) {
    throw new Error(`h2load reported no figures over HTTP/2: ${report}`);
  }
  const bad = Number(failed) + Number(errored) + Number(timedOut);
  if (bad > 0) {
    throw new Error(`${bad} requests over HTTP/2 failed beside ${succeeded}; nothing can be compared.`);
  }
  return Number(succeeded);
}
