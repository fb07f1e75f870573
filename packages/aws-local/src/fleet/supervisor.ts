import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { EndedReport, SpawnRequest, SupervisorReport, SupervisorRequest } from "./process-messages.ts";

/** A process that the supervisor runs for the lab. */
export interface SupervisedProcess {
  /** Resolves with the pid, or undefined when it could not be started. */
  readonly started: Promise<number | undefined>;
  /** Resolves when it and everything in its process group has ended. */
  readonly ended: Promise<EndedReport>;
  signal(signal: NodeJS.Signals): void;
}

/** Starts processes that cannot outlive the lab. */
export interface Supervisor {
  spawn(request: Omit<SpawnRequest, "kind">): SupervisedProcess;
  /** Kills what still runs and removes the working folder; resolves when the supervisor is gone. */
  close(): Promise<void>;
}

interface Waiting {
  started(pid: number | undefined): void;
  ended(report: EndedReport): void;
}

/**
 * Starts the supervisor process.
 *
 * @param workingFolder removed when the lab ends
 * @param onLost called when the supervisor dies on its own; its processes are then no longer watched
 */
export function startSupervisor(workingFolder: string, onLost: (reason: string) => void): Supervisor {
  const child = fork(join(import.meta.dirname, "supervisor-process.ts"), [workingFolder], {
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {},
  });
  const waiting = new Map<string, Waiting>();
  const pids = new Map<string, number>();
  let closing = false;
  let lost = false;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.on("message", (report: SupervisorReport) => {
    if (report.kind === "started") {
      pids.set(report.unit, report.pid);
    } else {
      pids.delete(report.unit);
    }
    deliver(waiting, report);
  });
  child.once("exit", (code, signal) => {
    lost = true;
    if (!closing) {
      for (const pid of pids.values()) {
        killGroup(pid);
      }
    }
    if (!closing) {
      onLost(`the lab's supervisor process ended (${signal ?? `exit ${code}`})`);
    }
    for (const [unit, { started, ended }] of waiting) {
      started(undefined);
      ended({ kind: "ended", unit, exitCode: null, signal: "SIGKILL", failure: null });
    }
    waiting.clear();
  });
  return {
    spawn: (request) => {
      const { promise: started, resolve: onStarted } = Promise.withResolvers<number | undefined>();
      const { promise: ended, resolve: onEnded } = Promise.withResolvers<EndedReport>();
      const waiter = { started: onStarted, ended: onEnded };
      if (lost) {
        refuse(request.unit, waiter);
      } else {
        waiting.set(request.unit, waiter);
      }
      send(child, { kind: "spawn", ...request });
      return {
        started,
        ended,
        signal: (signal) => send(child, { kind: "signal", unit: request.unit, signal }),
      };
    },
    async close() {
      closing = true;
      if (child.connected) {
        child.disconnect();
      }
      await gone;
    },
  };
}

function refuse(unit: string, { started, ended }: Waiting): void {
  started(undefined);
  ended({ kind: "ended", unit, exitCode: null, signal: null, failure: "has no supervisor any more" });
}

function deliver(waiting: Map<string, Waiting>, report: SupervisorReport): void {
  const waiter = waiting.get(report.unit);
  if (report.kind === "started") {
    waiter?.started(report.pid);
    return;
  }
  waiting.delete(report.unit);
  waiter?.started(undefined);
  waiter?.ended(report);
}

/** Only for a supervisor that was killed itself. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

function send(child: ChildProcess, request: SupervisorRequest): void {
  if (child.connected) {
    child.send(request, () => {});
  }
}
