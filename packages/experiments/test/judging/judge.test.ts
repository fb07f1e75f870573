import type { Probe } from "@soft-landing/shared/experiment";
import { describe, expect, test } from "vitest";
import { dependencyHang } from "../../src/experiments/dependency-hang.ts";
import { aggregateRound } from "../../src/judging/aggregate.ts";
import { judge } from "../../src/judging/judge.ts";
import { spreadOf } from "../../src/judging/summary.ts";
import { syntheticRun, whileFaulty } from "./synthetic-run.ts";

const columns = [{ id: "error-handling", build: "error-handling" }];

function roundWith(faultyLatencyMs: number, number = 1) {
  return {
    number,
    startedAt: "2026-01-01T00:00:00.000Z",
    order: ["error-handling"],
    columns: [
      aggregateRound(
        dependencyHang,
        syntheticRun(
          dependencyHang,
          "error-handling",
          whileFaulty(dependencyHang, () => ({ outcome: "degraded", latencyMs: faultyLatencyMs })),
          { seed: number },
        ),
      ),
    ],
    saturation: {
      saturated: false,
      message: "",
      sendLagP99Ms: 0,
      sendLagMaxMs: 0,
      lateShare: 0,
      notSent: 0,
      eventLoopDelayP99Ms: 0,
      eventLoopDelayMaxMs: 0,
      machineBusyShare: 0,
      generatorCpuShare: 0,
    },
  };
}

function judged(tolerance: Probe["tolerance"], ...latencies: number[]) {
  const probe: Probe = {
    name: "p",
    build: "error-handling",
    phase: "during",
    measure: "p50Ms",
    tolerance,
  };
  const rounds = latencies.map((latency, index) => roundWith(latency, index + 1));
  return judge({ steadyStateHypothesis: { title: "t", probes: [probe] } }, columns, rounds)[0];
}

describe("judge", () => {
  test("treats limits as inclusive", () => {
    const at = judged({ max: 50 }, 40)?.observed[0];
    expect(judged({ max: Number(at) }, 40)?.held).toBe(true);
    expect(judged({ max: Number(at) - 0.001 }, 40)?.held).toBe(false);
  });

  test("holds at a lower limit, which is inclusive too", () => {
    const at = Number(judged({ min: 0 }, 40)?.observed[0]);
    expect(judged({ min: at }, 40)).toMatchObject({ held: true, bounds: { min: at } });
    expect(judged({ min: at + 0.001 }, 40)?.held).toBe(false);
    const relative = judged({ min: 1, relativeTo: "before" }, 40);
    expect(relative?.held).toBe(true);
    expect(relative?.bounds.min).toBeGreaterThan(3);
  });

  test("holds only between two limits", () => {
    expect(judged({ min: 30, max: 50 }, 40)?.held).toBe(true);
    expect(judged({ min: 50, max: 60 }, 40)?.held).toBe(false);
    expect(judged({ min: 20, max: 30 }, 40)?.held).toBe(false);
  });

  test("gives the limits of the round that is furthest out, in any position", () => {
    const probe: Probe = {
      name: "p",
      build: "every",
      phase: "during",
      measure: "p50Ms",
      tolerance: { max: 0, relativeTo: "before" },
    };
    const rounds = [30, 90, 60].map((latency, index) => roundWith(latency, index + 1));
    const boundsOf = (order: number[]) =>
      judge(
        { steadyStateHypothesis: { title: "t", probes: [probe] } },
        columns,
        order.map((index) => rounds[index] ?? expect.fail()),
      )[0]?.bounds.max;
    const worst = boundsOf([1]);
    expect(new Set([0, 1, 2].map((index) => boundsOf([index]))).size).toBe(3);
    expect([boundsOf([1, 0, 2]), boundsOf([0, 1, 2]), boundsOf([0, 2, 1])]).toEqual([worst, worst, worst]);
  });

  test("judges a promise for its builds, or for each build if it names none", () => {
    const probe = (build: Probe["build"]): Probe => ({
      name: "p",
      build,
      phase: "whole",
      measure: "requests",
      tolerance: { min: 0 },
    });
    const both = [
      { id: "old", build: "basic" },
      { id: "error-handling", build: "error-handling" },
    ];
    const probes = [probe("basic"), probe("every"), probe("custom")];
    const results = judge({ steadyStateHypothesis: { title: "t", probes } }, both, [roundWith(1)]);
    expect(results.map((result) => [result.probe.build, result.columnId])).toEqual([
      ["basic", "old"],
      ["every", "old"],
      ["every", "error-handling"],
    ]);
  });

  test("holds only if it holds in every round, and says in how many it does", () => {
    expect(judged({ max: 50 }, 10, 90, 20)).toMatchObject({ held: false, heldInRounds: 2 });
  });

  test("computes a relative tolerance from the other phase", () => {
    const result = judged({ max: 5, relativeTo: "before" }, 30);
    expect(result?.held).toBe(false);
    expect(result?.bounds.max).toBeGreaterThan(5);
    expect(result?.bounds.max).toBeLessThan(15);
  });

  test("does not hold if nothing was measured", () => {
    const probe: Probe = {
      name: "p",
      build: "every",
      phase: "after",
      measure: "recoverySeconds",
      tolerance: { max: 3 },
    };
    const never = aggregateRound(
      dependencyHang,
      syntheticRun(dependencyHang, "error-handling", () => ({ outcome: "degraded", latencyMs: 1 })),
    );
    const [result] = judge({ steadyStateHypothesis: { title: "t", probes: [probe] } }, columns, [
      { ...roundWith(1), columns: [never] },
    ]);
    expect(result).toMatchObject({ held: false, observed: [null], bounds: { max: 3 } });
  });

  test("does not hold with a relative tolerance if nothing was measured in the other phase", () => {
    const probe: Probe = {
      name: "p",
      build: "every",
      phase: "during",
      measure: "p50Ms",
      tolerance: { max: 1_000, relativeTo: "before" },
    };
    const run = syntheticRun(dependencyHang, "error-handling", () => ({ outcome: "personal", latencyMs: 1 }));
    const lateSamples = run.samples.filter(({ intendedMs }) => intendedMs >= 6_000);
    const late = aggregateRound(dependencyHang, { ...run, samples: lateSamples });
    const [result] = judge({ steadyStateHypothesis: { title: "t", probes: [probe] } }, columns, [
      { ...roundWith(1), columns: [late] },
    ]);
    expect(result).toMatchObject({ held: false, observed: [expect.any(Number)] });
  });
});

describe("spreadOf", () => {
  test("gives the mean of the two middle values as the median of an even number", () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  });
  test("refuses an empty list", () => {
    expect(() => spreadOf([])).toThrow(new RangeError("There are no values to take the median of."));
  });
});
