/**
 * Runs the lab's server processes, each in a process group of its own. It lives as long as its channel to the lab: when the
 * lab ends, however it ends, the kernel closes the channel, and all groups are killed and the lab's folder removed.
 *
 * Usage: node supervisor-process.ts <the lab's working folder>, with an IPC channel.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, rmSync, statSync, truncateSync } from "node:fs";
import type { SpawnRequest, SupervisorReport, SupervisorRequest } from "./process-messages.ts";

const [, , workingFolder] = process.argv;
const running = new Map<string, { child: ChildProcess; logFile: string }>();

process.on("message", (request: SupervisorRequest) => {
  if (request.kind === "spawn") {
    start(request);
  } else {
    signalGroup(running.get(request.unit)?.child, request.signal);
  }
});
process.on("disconnect", endAll);
// Ctrl-C reaches the lab, which ends in order and then closes the channel.
for (const signal of ["SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => {});
}
process.on("SIGTERM", endAll);

const logLimitBytes = 16 * 1024 * 1024;
setInterval(boundLogs, 5_000).unref();

function start({ unit, command, workingDirectory, environment, logFile }: SpawnRequest): void {
  const log = openSync(logFile, "a");
  const child = spawn(command, [], {
    cwd: workingDirectory,
    env: environment,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.once("error", (error) => {
    running.delete(unit);
    report({ kind: "ended", unit, exitCode: null, signal: null, failure: error.message });
  });
  if (child.pid === undefined) {
    return;
  }
  running.set(unit, { child, logFile });
  child.once("exit", (exitCode, signal) => {
    // As systemd's KillMode=control-group: what the main process leaves behind ends with it.
    signalGroup(child, "SIGKILL");
    running.delete(unit);
    report({ kind: "ended", unit, exitCode, signal, failure: null });
  });
  report({ kind: "started", unit, pid: child.pid });
}

function signalGroup(child: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (child?.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has gone already.
  }
}

function report(message: SupervisorReport): void {
  if (process.connected) {
    process.send?.(message, undefined, undefined, () => {});
  }
}

/** SIGKILL ends stopped processes too. */
function endAll(): void {
  for (const { child } of running.values()) {
    signalGroup(child, "SIGKILL");
  }
  if (workingFolder !== undefined) {
    rmSync(workingFolder, { recursive: true, force: true, maxRetries: 3 });
  }
  process.exit(0);
}

/** The files are opened for appending, so a process goes on writing at the new end. */
function boundLogs(): void {
  for (const { logFile } of running.values()) {
    try {
      if (statSync(logFile).size > logLimitBytes) {
        truncateSync(logFile);
      }
    } catch {
      // Removed with its instance.
    }
  }
}
