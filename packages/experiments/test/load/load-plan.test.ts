import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OpenLoad, plannedRequest, plannedRequestCount } from "../../src/load/load-plan.ts";

const plans = fc
  .record({
    targetCount: fc.integer({ min: 1, max: 3 }),
    ratePerSecond: fc.integer({ min: 1, max: 200 }),
    warmUpSeconds: fc.integer({ min: 0, max: 3 }),
    durationSeconds: fc.integer({ min: 1, max: 5 }),
  })
  .map(
    ({ targetCount, ...plan }): OpenLoad => ({
      ...plan,
      kind: "open",
      targets: Array.from({ length: targetCount }, (_, index) => ({ id: `t${index}`, url: "http://a" })),
      startAtMs: 0,
      requestTimeoutMs: 1_000,
      maxInFlightPerTarget: 100,
    }),
  );
const requestsOf = (plan: OpenLoad) =>
  Array.from({ length: plannedRequestCount(plan) }, (_, index) => plannedRequest(plan, index));

describe("a load plan", () => {
  test("sends each target its rate for the whole time, warming up before it", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const recorded = requestsOf(plan).filter(({ intendedMs }) => intendedMs > -1e-6);
        for (const index of plan.targets.keys()) {
          const own = recorded.filter(({ targetIndex }) => targetIndex === index);
          expect(own).toHaveLength(plan.ratePerSecond * plan.durationSeconds);
          expect(own.every(({ intendedMs }) => intendedMs < plan.durationSeconds * 1000)).toBe(true);
        }
        const warmUps = requestsOf(plan).length - recorded.length;
        expect(warmUps).toBe(plan.ratePerSecond * plan.warmUpSeconds * plan.targets.length);
      }),
    );
  });

  test("spreads all targets' requests evenly, so that none always goes first", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const gapMs = 1000 / plan.ratePerSecond / plan.targets.length;
        const times = requestsOf(plan).map(({ intendedMs }) => intendedMs);
        for (const [index, time] of times.entries()) {
          if (index > 0) {
            expect(time - Number(times[index - 1])).toBeCloseTo(gapMs, 6);
          }
        }
      }),
    );
  });
});
