import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What wrk saw in one run. */
export interface WrkResult {
  requests: number;
  requestsPerSecond: number;
  /** Answers other than 2xx and 3xx, and connections that broke. */
  errors: number;
  p99Ms: number;
}

/** What wrk is asked for. */
export interface WrkOptions {
  port: number;
  /** Over HTTPS, without a check of the certificate. */
  secure?: boolean;
  seconds: number;
  signal: AbortSignal;
  /**
   * The average pause of each connection between an answer and its next request; none: as many requests as
   * possible.
   */
  meanThinkTimeMs?: number;
  /** Kept open at the same time. Default {@link wrkConnections}. */
  connections?: number;
  /** Ends the connection after each answer. */
  close?: boolean;
  /** Default `/`. */
  path?: string;
  /** Sends a body of this many bytes with POST. */
  bodyBytes?: number;
}

/** The default number of connections of a run. */
export const wrkConnections = 32;

const thinkTimeScript = fileURLToPath(new URL("think-time.lua", import.meta.url));
const bodyScript = fileURLToPath(new URL("body.lua", import.meta.url));

/**
 * Runs wrk for this many seconds with one thread. Throws if one request fails: then nothing can be compared.
 */
export async function runWrk(options: WrkOptions): Promise<WrkResult> {
  const { port, seconds, signal, meanThinkTimeMs, connections = wrkConnections, close, path = "/" } = options;
  const url = `${options.secure ? "https" : "http"}://127.0.0.1:${port}${path}`;
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "--timeout", "10s"];
  if (close) {
    args.push("-H", "Connection: close");
  }
  if (meanThinkTimeMs !== undefined) {
    args.push("-s", thinkTimeScript, url, String(meanThinkTimeMs));
  } else if (options.bodyBytes !== undefined) {
    args.push("-s", bodyScript, url, String(options.bodyBytes));
  } else {
    args.push(url);
  }
  const { stdout } = await promisify(execFile)("wrk", args, { signal });
  const result = readWrk(stdout);
  if (result.errors > 0) {
    throw new Error(
      `${result.errors} of ${result.requests} requests to ${url} failed; nothing can be compared.`,
    );
  }
  return result;
}

/** Reads wrk's report. Throws if it is not one. */
export function readWrk(report: string): WrkResult {
  const requests = /(\d+) requests in/.exec(report)?.[1];
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(report)?.[1];
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(report);
  if (requests === undefined || rate === undefined || p99 === null) {
    throw new Error(`wrk reported no figures: ${report}`);
  }
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(report);
  const statusErrors = /Non-2xx or 3xx responses: (\d+)/.exec(report)?.[1] ?? "0";
  const broken = (socketErrors?.slice(1) ?? []).reduce((sum, count) => sum + Number(count), 0);
  return {
    requests: Number(requests),
    requestsPerSecond: Number(rate),
    errors: broken + Number(statusErrors),
    p99Ms: Number(p99[1]) * { us: 0.001, ms: 1, s: 1000 }[p99[2] as "us" | "ms" | "s"],
  };
}
