import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What wrk saw in one run. */
export interface WrkResult {
  requests: number;
  /** Answers other than 2xx and 3xx, and connections that broke. */
  errors: number;
  p99Ms: number;
}

/** Makes as many requests as 32 connections can for so many seconds. */
export async function runWrk(port: number, seconds: number, signal: AbortSignal): Promise<WrkResult> {
  const args = ["-t1", "-c32", `-d${seconds}s`, "--latency", `http://127.0.0.1:${port}/`];
  const { stdout } = await promisify(execFile)("wrk", args, { signal });
  return readWrk(stdout);
}

/** Reads wrk's report. Throws where it is not one. */
export function readWrk(report: string): WrkResult {
  const requests = /(\d+) requests in/.exec(report)?.[1];
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(report);
  if (requests === undefined || p99 === null) throw new Error(`wrk reported no figures: ${report}`);
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(report);
  const statusErrors = /Non-2xx or 3xx responses: (\d+)/.exec(report)?.[1] ?? "0";
  const broken = (socketErrors?.slice(1) ?? []).reduce((sum, count) => sum + Number(count), 0);
  return {
    requests: Number(requests),
    errors: broken + Number(statusErrors),
    p99Ms: Number(p99[1]) * { us: 0.001, ms: 1, s: 1000 }[p99[2] as "us" | "ms" | "s"],
  };
}
