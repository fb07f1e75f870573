import { columnRoundSchema } from "@soft-landing/shared/journal";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dependencyOff } from "../../src/experiments/dependency-off.ts";
import {
  aggregateRound,
  clientSeconds,
  impactSeconds,
  outcomeCounts,
  recoverySeconds,
} from "../../src/judging/aggregate.ts";
import { outcomes, type Sample } from "../../src/load/sample.ts";
import { syntheticRun, whileFaulty } from "./synthetic-run.ts";

const sampleArbitrary = fc
  .record({
    intendedMs: fc.double({ min: 0, max: 24_999, noNaN: true }),
    lagMs: fc.double({ min: 0, max: 50, noNaN: true }),
    latencyMs: fc.double({ min: 0, max: 20_000, noNaN: true }),
    outcome: fc.constantFrom(...outcomes),
  })
  .map((sample): Sample => ({ ...sample, failure: sample.outcome === "failed" ? "HTTP 502" : null }));
const samplesArbitrary = fc
  .array(sampleArbitrary, { maxLength: 200 })
  .map((samples) => samples.toSorted((a, b) => a.intendedMs - b.intendedMs));

const figuresOf = (samples: readonly Sample[]) =>
  aggregateRound(dependencyOff, {
    columnId: "basic",
    samples,
    balancer: [],
    balancerPeriodSeconds: 1,
    events: [],
  });

describe("aggregateRound", () => {
  test("loses no request: the seconds add up to the whole", () => {
    fc.assert(
      fc.property(samplesArbitrary, (samples) => {
        const sum = { personal: 0, degraded: 0, failed: 0 };
        for (const second of clientSeconds(samples, 25)) {
          for (const outcome of outcomes) {
            sum[outcome] += second[outcome];
          }
        }
        expect(sum).toEqual(outcomeCounts(samples));
      }),
    );
  });

  test("keeps shares that add up to one and percentiles in order, in a shape that the journal takes", () => {
    fc.assert(
      fc.property(samplesArbitrary, (samples) => {
        const round = columnRoundSchema.parse(figuresOf(samples));
        for (const { figures } of Object.values(round.phases)) {
          if (figures.requests === 0) {
            expect(figures.availability).toBeNull();
            expect(figures.p50Ms).toBeNull();
            continue;
          }
          const { personalShare, degradedShare, failedShare, availability } = figures;
          expect(Number(personalShare) + Number(degradedShare) + Number(failedShare)).toBeCloseTo(1);
          expect(Number(availability) + Number(failedShare)).toBeCloseTo(1);
          expect(figures.p50Ms).toBeLessThanOrEqual(Number(figures.p975Ms));
          expect(figures.p975Ms).toBeLessThanOrEqual(Number(figures.p99Ms));
          expect(figures.p99Ms).toBeLessThanOrEqual(Number(figures.maxMs));
        }
      }),
    );
  });

  test("counts each request in at most one of before, during and after", () => {
    fc.assert(
      fc.property(samplesArbitrary, (samples) => {
        const { before, during, after, whole } = figuresOf(samples).phases;
        const parts = [before, during, after].reduce((sum, { figures }) => sum + Number(figures.requests), 0);
        expect(parts).toBeLessThanOrEqual(Number(whole.figures.requests));
        expect(whole.figures.requests).toBe(samples.length);
      }),
    );
  });

  test("keeps HDR precision: the highest latency is off by less than a thousandth and a microsecond", () => {
    fc.assert(
      fc.property(fc.array(sampleArbitrary, { minLength: 1 }), (samples) => {
        const highest = Math.max(...samples.map(({ latencyMs }) => latencyMs));
        const { maxMs } = figuresOf(samples).phases.whole.figures;
        expect(Math.abs(Number(maxMs) - highest)).toBeLessThanOrEqual(highest * 0.002 + 0.001);
      }),
    );
  });

  test("tells the story of a fault that degrades: all personal, all degraded, all personal", () => {
    const { phases } = aggregateRound(
      dependencyOff,
      syntheticRun(
        dependencyOff,
        "error-handling",
        whileFaulty(dependencyOff, () => ({ outcome: "degraded", latencyMs: 2 })),
      ),
    );
    expect(phases.before.figures.personalShare).toBe(1);
    expect(phases.during.figures.degradedShare).toBe(1);
    expect(phases.during.figures.availability).toBe(1);
    expect(phases.after.figures.personalShare).toBe(1);
    expect(phases.whole.figures.failed).toBe(0);
  });

  test("counts the load balancer's codes only in seconds that lie wholly in a phase", () => {
    const { phases } = aggregateRound(
      dependencyOff,
      syntheticRun(
        dependencyOff,
        "basic",
        whileFaulty(dependencyOff, () => ({ outcome: "failed", failure: "HTTP 502", latencyMs: 1 })),
      ),
    );
    expect(phases.during.figures.elb502).toBe(900);
    expect(phases.whole.figures.elb502).toBe(phases.whole.figures.failed);
    expect(phases.whole.figures.target5xx).toBe(0);
  });
});

describe("the load balancer's figures", () => {
  test("are unknown, not zero, in a phase in which no whole period lies", () => {
    const run = syntheticRun(dependencyOff, "basic", () => ({ outcome: "personal", latencyMs: 1 }));
    const minutes = { balancer: [{ second: 0, target2xx: 2_700 }], balancerPeriodSeconds: 60 };
    const { phases } = aggregateRound(dependencyOff, { ...run, ...minutes });
    expect(phases.during.figures).toMatchObject({ target2xx: null, elb502: null });
    expect(phases.whole.figures).toMatchObject({ target2xx: 2_700, elb502: 0 });
  });
});

describe("recoverySeconds", () => {
  const at = (intendedMs: number, outcome: Sample["outcome"]): Sample => ({
    intendedMs,
    outcome,
    lagMs: 0,
    latencyMs: 1,
    failure: null,
  });

  test("is the time to the first request that begins a whole second of personal pages", () => {
    const samples = [
      at(0, "degraded"),
      at(100, "personal"),
      at(600, "failed"),
      at(700, "personal"),
      at(1700, "personal"),
      at(1800, "degraded"),
    ];
    expect(recoverySeconds(samples, 50)).toBe(0.65);
  });

  test("is unknown without a whole second of personal pages, and without any request", () => {
    expect(recoverySeconds([at(100, "personal"), at(1000, "personal")], 50)).toBeNull();
    expect(recoverySeconds([], 50)).toBeNull();
  });

  test("begins a second in which everybody gets a personal page, and no earlier one would do", () => {
    fc.assert(
      fc.property(samplesArbitrary, fc.nat(25_000), (samples, clearedMs) => {
        const recovery = recoverySeconds(samples, clearedMs);
        const isSteadyFrom = (fromMs: number) =>
          samples.some(({ intendedMs }) => intendedMs >= fromMs + 1000) &&
          samples
            .filter(({ intendedMs }) => intendedMs >= fromMs && intendedMs < fromMs + 1000)
            .every(({ outcome }) => outcome === "personal");
        const starts = samples.filter(
          ({ intendedMs, outcome }) => intendedMs >= clearedMs && outcome === "personal",
        );
        const expected = starts.find(({ intendedMs }) => isSteadyFrom(intendedMs));
        expect(recovery === null ? null : recovery * 1000 + clearedMs).toEqual(
          expected === undefined ? null : expect.closeTo(expected.intendedMs, 6),
        );
      }),
    );
  });
});

describe("impactSeconds", () => {
  test("is the time to the last failed request, and zero without one", () => {
    const failed: Sample = {
      intendedMs: 7500,
      lagMs: 0,
      latencyMs: 1,
      outcome: "failed",
      failure: "HTTP 502",
    };
    expect(impactSeconds([failed], 5000)).toBe(2.5);
    expect(impactSeconds([], 5000)).toBe(0);
  });
});
