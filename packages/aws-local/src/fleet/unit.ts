import type { Clock } from "@soft-landing/shared/clock";
import type { ProcessEnd, ProcessRequest, SupervisedProcess, Supervisor } from "./supervisor.ts";
import { decideRestart } from "./unit-restart.ts";
import type { UnitSettings } from "./unit-settings.ts";

export interface UnitOptions {
  settings: Pick<UnitSettings, "restart" | "restartDelayMs" | "startLimit" | "stopTimeoutMs">;
  /** Its main process. */
  process: ProcessRequest;
  supervisor: Pick<Supervisor, "spawn">;
  clock: Clock;
  /** Called after every start and end of the process. */
  onChange: () => void;
}

/** The state of a unit, for a message about why a release does not become healthy. */
export interface UnitRecord {
  /** Ends that were not requested. */
  failures: number;
  lastEnd: string | null;
  /** True if systemd would not restart it. */
  gaveUp: boolean;
}

/** A service unit as systemd would run it: one main process, restarted according to its settings. */
export interface Unit {
  pid(): number | null;
  record(): UnitRecord;
  start(): void;
  /** SIGTERM, and SIGKILL after the stop timeout. Resolves when it has ended. */
  stop(): Promise<void>;
  /** SIGKILL without a restart: the machine is gone. */
  destroy(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export function createUnit(options: UnitOptions): Unit {
  const { settings, supervisor, clock, onChange } = options;
  const startsMs: number[] = [];
  const record: UnitRecord = { failures: 0, lastEnd: null, gaveUp: false };
  let current: SupervisedProcess | undefined;
  let wanted = false;
  let frozen = false;
  let cancelRestart = () => {};

  function start(): void {
    startsMs.push(clock.nowMs());
    const process = supervisor.spawn(options.process);
    current = process;
    if (frozen) {
      process.signal("SIGSTOP");
    }
    onChange();
    void process.ended.then((end) => {
      if (current === process) {
        ended(end);
      }
    });
  }

  function ended(end: ProcessEnd): void {
    current = undefined;
    if (wanted) {
      record.failures++;
      record.lastEnd = end.failure ?? endWords(end);
      const decision = decideRestart(settings, end, startsMs, clock.nowMs());
      if (decision.kind === "restart") {
        cancelRestart = clock.after(decision.delayMs, start);
      } else {
        record.gaveUp = true;
      }
    }
    onChange();
  }

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    wanted = false;
    cancelRestart();
    const ending = current;
    if (ending === undefined) {
      return;
    }
    // A stopped process does not handle SIGTERM until it continues.
    ending.signal(frozen ? "SIGKILL" : signal);
    const cancelKill =
      Number.isFinite(settings.stopTimeoutMs) && signal === "SIGTERM"
        ? clock.after(settings.stopTimeoutMs, () => ending.signal("SIGKILL"))
        : () => {};
    await ending.ended;
    cancelKill();
  }

  return {
    pid: () => current?.pid ?? null,
    record: () => ({ ...record }),
    start() {
      wanted = true;
      start();
    },
    stop: () => end("SIGTERM"),
    destroy: () => end("SIGKILL"),
    freeze() {
      frozen = true;
      current?.signal("SIGSTOP");
    },
    thaw() {
      frozen = false;
      current?.signal("SIGCONT");
    },
  };
}

function endWords({ exitCode, signal }: ProcessEnd): string {
  return signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
}
