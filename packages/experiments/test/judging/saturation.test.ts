import { describe, expect, test } from "vitest";
import { saturationOf } from "../../src/judging/saturation.ts";
import type { Sample } from "../../src/load/sample.ts";
import { isSteady } from "../../src/rounds/warm-up.ts";

const sample = (lagMs: number, latencyMs = lagMs + 1): Sample => ({
  intendedMs: 0,
  lagMs,
  latencyMs,
  outcome: "personal",
  failure: null,
});
const samples = (...lags: number[]) => lags.map((lagMs) => sample(lagMs));
const calm = {
  eventLoopDelayP99Ms: 0,
  eventLoopDelayMaxMs: 0,
  machineBusyShare: 0.3,
  generatorCpuShare: 0.1,
};

describe("saturationOf", () => {
  test("finds nothing on a machine that keeps up", () => {
    expect(saturationOf(samples(...Array(200).fill(1)), calm)).toMatchObject({
      saturated: false,
      sendLagP99Ms: 1,
      lateShare: 0,
    });
  });

  test("reports if more than one request in a hundred left late, and does not hide the worst", () => {
    const found = saturationOf(samples(...Array(97).fill(1), 30, 40, 50), calm);
    expect(found).toMatchObject({ saturated: true, sendLagP99Ms: 40, sendLagMaxMs: 50, lateShare: 0.03 });
    expect(found.message).toContain("3.0 % of the requests left more than 20 ms late");
  });

  test("reports if the processors were busy with anything", () => {
    const found = saturationOf(samples(1), { ...calm, machineBusyShare: 0.99 });
    expect(found.saturated).toBe(true);
    expect(found.message).toContain("busy 99.0 % of the time");
  });

  test("reports for a machine that kept up how much of the load left on time, and how busy it was", () => {
    expect(saturationOf(samples(...Array(199).fill(1), 30), calm)).toMatchObject({
      saturated: false,
      message:
        "This machine kept up: 99.5 % of the requests left on time, and the processors were busy 30.0 % of the time.",
      ...calm,
    });
  });

  test("gives both reasons if there are two", () => {
    expect(saturationOf(samples(30), { ...calm, machineBusyShare: 0.99 }).message).toBe(
      "This machine was saturated: 100.0 % of the requests left more than 20 ms late, and the processors were busy 99.0 % of the time. Trust the shares, not the latencies.",
    );
  });

  test("treats its limits as inclusive", () => {
    const atTheLimits = saturationOf(samples(...Array(99).fill(20), 21), { ...calm, machineBusyShare: 0.95 });
    expect(atTheLimits).toMatchObject({ saturated: false, lateShare: 0.01 });
  });

  test("computes percentiles for requests in any order", () => {
    expect(saturationOf(samples(100, 9, 3), calm)).toMatchObject({ sendLagP99Ms: 100, sendLagMaxMs: 100 });
    const hundreds = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(saturationOf(samples(...hundreds), calm)).toMatchObject({ sendLagP99Ms: 198, sendLagMaxMs: 200 });
  });

  test("counts held-back requests, and no other failure", () => {
    const failed = (failure: string): Sample => ({ ...sample(0), outcome: "failed", failure });
    const held = "not sent: too many requests waiting";
    const load = [failed(held), failed(held), failed("HTTP 502 not sent"), sample(0)];
    expect(saturationOf(load, calm).notSent).toBe(2);
  });

  test("works for a load without a request", () => {
    expect(saturationOf([], calm)).toMatchObject({
      saturated: false,
      lateShare: 0,
      sendLagP99Ms: 0,
      sendLagMaxMs: 0,
    });
  });
});

describe("isSteady", () => {
  test("needs personal pages only, and nearly all of them quickly", () => {
    const quick = Array.from({ length: 99 }, () => sample(0, 5));
    expect(isSteady([...quick, sample(0, 900)])).toBe(true);
    expect(isSteady([...quick.slice(0, 50), ...Array.from({ length: 50 }, () => sample(0, 900))])).toBe(
      false,
    );
    expect(isSteady([...quick, { ...sample(0, 5), outcome: "degraded" }])).toBe(false);
  });
});
