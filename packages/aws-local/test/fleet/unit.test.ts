import { beforeEach, describe, expect, test } from "vitest";
import type { ProcessEnd, ProcessRequest, Supervisor } from "../../src/fleet/supervisor.ts";
import { createUnit, type Unit } from "../../src/fleet/unit.ts";
import { type ManualClock, manualClock } from "../manual-clock.ts";

/** Plays the supervisor: notes what it is told and ends processes when the test says so. */
class PlayedSupervisor implements Supervisor {
  readonly spawned: ProcessRequest[] = [];
  readonly signals: NodeJS.Signals[] = [];
  #end: (end: ProcessEnd) => void = () => {};

  spawn: Supervisor["spawn"] = (request) => {
    this.spawned.push(request);
    const { promise: ended, resolve } = Promise.withResolvers<ProcessEnd>();
    this.#end = resolve;
    return {
      pid: 4_000 + this.spawned.length,
      ended,
      signal: (signal) => void this.signals.push(signal),
    };
  };

  async end(exitCode: number | null, signal: NodeJS.Signals | null = null): Promise<void> {
    this.#end({ exitCode, signal, failure: null });
    await settled();
  }

  async close(): Promise<void> {}
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a unit with Restart=always and RestartSec=1", () => {
  let clock: ManualClock;
  let supervisor: PlayedSupervisor;
  let unit: Unit;
  beforeEach(async () => {
    clock = manualClock();
    supervisor = new PlayedSupervisor();
    unit = createUnit({
      settings: {
        restart: "always",
        restartDelayMs: 1_000,
        startLimit: { intervalMs: 0, burst: 5 },
        stopTimeoutMs: 20_000,
      },
      process: {
        command: "/opt/start",
        args: [],
        workingDirectory: "/opt",
        environment: {},
        instanceFolder: "/instances/i-1",
        onOutput: () => {},
      },
      supervisor,
      clock,
      onChange: () => {},
    });
    unit.start();
    await settled();
  });

  test("shows the pid of the running process, and none in between", async () => {
    expect(unit.pid()).toBe(4_001);
    await supervisor.end(1);
    expect(unit.pid()).toBeNull();
    clock.advance(1_000);
    await settled();
    expect(unit.pid()).toBe(4_002);
  });

  test("is restarted a second after its end, not sooner, and remembers how it ended", async () => {
    await supervisor.end(null, "SIGKILL");
    clock.advance(999);
    expect(supervisor.spawned).toHaveLength(1);
    clock.advance(1);
    expect(supervisor.spawned).toHaveLength(2);
    expect(unit.record()).toEqual({ failures: 1, lastEnd: "was ended by SIGKILL", gaveUp: false });
  });

  test("that is stopped gets SIGTERM and is not restarted", async () => {
    const stopped = unit.stop();
    expect(supervisor.signals).toEqual(["SIGTERM"]);
    await supervisor.end(0);
    await stopped;
    clock.advance(60_000);
    expect(supervisor.spawned).toHaveLength(1);
    expect(unit.record().failures).toBe(0);
  });

  test("that ignores SIGTERM is killed after the stop timeout", async () => {
    const stopped = unit.stop();
    clock.advance(19_999);
    expect(supervisor.signals).toEqual(["SIGTERM"]);
    clock.advance(1);
    expect(supervisor.signals).toEqual(["SIGTERM", "SIGKILL"]);
    await supervisor.end(null, "SIGKILL");
    await stopped;
  });

  test("that is stopped while it waits to restart is not started", async () => {
    await supervisor.end(1);
    await unit.stop();
    clock.advance(60_000);
    expect(supervisor.spawned).toHaveLength(1);
  });

  test("that is frozen is killed at once when it must end, because a suspended process does not handle SIGTERM", async () => {
    unit.freeze();
    const stopped = unit.stop();
    expect(supervisor.signals).toEqual(["SIGSTOP", "SIGKILL"]);
    await supervisor.end(null, "SIGKILL");
    await stopped;
  });
});
