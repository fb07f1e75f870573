import fc from "fast-check";
import { expect, test } from "vitest";
import { decideRestart, type UnitEnd } from "../../src/fleet/unit-restart.ts";
import { type RestartPolicy, restartPolicies } from "../../src/fleet/unit-settings.ts";

const startLimit = { intervalMs: 10_000, burst: 5 };
const settings = (restart: RestartPolicy) => ({ restart, restartDelayMs: 1_000, startLimit });

const ends = {
  "exit 0": { exitCode: 0, signal: null },
  "exit 1": { exitCode: 1, signal: null },
  SIGTERM: { exitCode: null, signal: "SIGTERM" },
  SIGKILL: { exitCode: null, signal: "SIGKILL" },
} satisfies Record<string, UnitEnd>;

/** The table in systemd.service(5), Restart=. */
const restarts: Record<RestartPolicy, (keyof typeof ends)[]> = {
  no: [],
  always: ["exit 0", "exit 1", "SIGTERM", "SIGKILL"],
  "on-success": ["exit 0", "SIGTERM"],
  "on-failure": ["exit 1", "SIGKILL"],
  "on-abnormal": ["SIGKILL"],
  "on-abort": ["SIGKILL"],
  "on-watchdog": [],
};

test.each(restartPolicies)("Restart=%s restarts exactly after what systemd's table says", (policy) => {
  const restarted = Object.entries(ends)
    .filter(([, end]) => decideRestart(settings(policy), end, [0], 100).kind === "restart")
    .map(([name]) => name);
  expect(restarted).toEqual(restarts[policy]);
});

test("a restart waits as long as RestartSec says", () => {
  expect(decideRestart(settings("always"), ends["exit 1"], [0], 100)).toEqual({
    kind: "restart",
    delayMs: 1_000,
  });
});

test("more starts in the interval than the burst allows are refused", () => {
  const starts = [0, 1_000, 2_000, 3_000, 4_000];
  expect(decideRestart(settings("always"), ends["exit 1"], starts, 5_000)).toEqual({
    kind: "stay-down",
    reason: "start-limit-hit",
  });
  expect(decideRestart(settings("always"), ends["exit 1"], starts, 10_000).kind).toBe("restart");
});

test.each(["SIGHUP", "SIGINT", "SIGTERM", "SIGPIPE"] as const)("%s is a clean exit for systemd", (signal) => {
  const end = { exitCode: null, signal };
  expect(decideRestart(settings("on-failure"), end, [0], 100)).toEqual({
    kind: "stay-down",
    reason: "policy",
  });
  expect(decideRestart(settings("on-success"), end, [0], 100).kind).toBe("restart");
});

test("a start counts towards the burst while it is younger than the interval", () => {
  const starts = [1_000, 2_000, 3_000, 4_000, 5_000];
  const at = (nowMs: number) => decideRestart(settings("always"), ends["exit 1"], starts, nowMs).kind;
  expect([at(9_999), at(10_000)]).toEqual(["stay-down", "restart"]);
});

test("StartLimitBurst=0 never refuses", () => {
  const unlimited = { ...settings("always"), startLimit: { intervalMs: 10_000, burst: 0 } };
  expect(decideRestart(unlimited, ends["exit 1"], [0, 1, 2], 3).kind).toBe("restart");
});

test("StartLimitIntervalSec=0 never refuses", () => {
  const unlimited = { ...settings("always"), startLimit: { intervalMs: 0, burst: 5 } };
  fc.assert(
    fc.property(fc.array(fc.nat(1_000)), (starts) => {
      expect(decideRestart(unlimited, ends["exit 1"], starts, 1_000).kind).toBe("restart");
    }),
  );
});
