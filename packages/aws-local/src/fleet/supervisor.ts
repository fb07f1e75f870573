import { type ChildProcess, execFile, spawn } from "node:child_process";
import { Socket } from "node:net";
import { join } from "node:path";
import type { UnitEnd } from "./unit-restart.ts";

/** A process to start on an instance. */
export interface ProcessRequest {
  command: string;
  args: readonly string[];
  workingDirectory: string;
  /** Its HOME is below {@link instanceFolder}, which identifies the process and its descendants. */
  environment: Readonly<Record<string, string>>;
  instanceFolder: string;
  /** Receives its output, piece by piece. */
  onOutput(stream: OutputStream, chunk: Buffer): void;
}

export type OutputStream = "stdout" | "stderr";

export interface ProcessEnd extends UnitEnd {
  /** Why it could not be started; null if it ran. */
  failure: string | null;
}

/** A process that the supervisor has started. */
export interface SupervisedProcess {
  /** Undefined if it could not be started. */
  readonly pid: number | undefined;
  /** Resolves when it and all its descendants have ended, and all output has been received. */
  readonly ended: Promise<ProcessEnd>;
  /** Signals it and its process group. */
  signal(signal: NodeJS.Signals): void;
}

/** Starts processes that cannot outlive this one. */
export interface Supervisor {
  spawn(request: ProcessRequest): SupervisedProcess;
  /** Kills everything that still runs. Resolves when nothing does. */
  close(): Promise<void>;
}

const script = join(import.meta.dirname, "watchdog.sh");

/** What a shell needs to find grep, ps and rm. */
const shellEnvironment = { PATH: process.env.PATH ?? "/usr/bin:/bin" };

/** How long to wait for output that a process out of reach may hold open. */
const outputPatienceMs = 1_000;

/**
 * Starts a shell that waits for the end of this process, in whatever way it ends, and then ends everything
 * that was started here and removes the folder. It needs a megabyte, and nothing depends on it while this
 * process lives.
 *
 * @param workingFolder the folder of all instances' folders
 * @param onLost called with the reason when nothing can watch the processes any more
 */
export function startSupervisor(workingFolder: string, onLost: (reason: string) => void): Supervisor {
  const running = new Set<ChildProcess>();
  const ending = new Set<Promise<ProcessEnd>>();
  let closed = false;
  let watchdog = watch();

  function watch(): ChildProcess {
    const child = spawn("/bin/sh", [script, "watch", workingFolder], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: shellEnvironment,
    });
    child.unref();
    if (child.stdin instanceof Socket) {
      child.stdin.unref();
    }
    child.once("error", (error) => onLost(`its watchdog cannot be started (${error.message})`));
    child.once("exit", (code, signal) => {
      if (closed) {
        return;
      }
      if (signal === null) {
        onLost(`its watchdog ended by itself (exit code ${code})`);
      } else {
        watchdog = watch();
      }
    });
    return child;
  }

  return {
    spawn(request) {
      const child = spawn(request.command, request.args, {
        cwd: request.workingDirectory,
        env: request.environment,
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
      child.stdout.on("data", (chunk: Buffer) => request.onOutput("stdout", chunk));
      child.stderr.on("data", (chunk: Buffer) => request.onOutput("stderr", chunk));
      running.add(child);
      const ended = endOf(child, request.instanceFolder).finally(() => {
        running.delete(child);
        ending.delete(ended);
      });
      ending.add(ended);
      return { pid: child.pid, ended, signal: (signal) => signalGroup(child, signal) };
    },
    async close() {
      closed = true;
      for (const child of running) {
        signalGroup(child, "SIGKILL");
      }
      await Promise.all(ending);
      await sweep(workingFolder);
      watchdog.kill("SIGKILL");
    },
  };
}

/** Like systemd's KillMode=control-group: what the main process leaves behind ends with it. */
async function endOf(child: ChildProcess, instanceFolder: string): Promise<ProcessEnd> {
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const end = await new Promise<ProcessEnd>((resolve) => {
    child.once("error", ({ message }) => resolve({ exitCode: null, signal: null, failure: message }));
    child.once("exit", (exitCode, signal) => resolve({ exitCode, signal, failure: null }));
  });
  signalGroup(child, "SIGKILL");
  await sweep(instanceFolder);
  await Promise.race([closed, patience()]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return end;
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, outputPatienceMs).unref());
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) {
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has gone already.
  }
}

/** Ends every process whose HOME is below the folder. Without a shell, it ends the process groups. */
function sweep(folder: string): Promise<void> {
  return new Promise((resolve) => {
    execFile("/bin/sh", [script, "sweep", folder], { env: shellEnvironment }, () => resolve());
  });
}
