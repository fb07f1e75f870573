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

  test("gives shares that add up to one and ordered percentiles, in the journal's shape", () => {
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

  test("shows a fault that degrades: all personal, all degraded, all personal", () => {
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

  test("counts the load balancer's codes only in seconds that are completely in a phase", () => {
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

describe("the result of a round", () => {
  const measured = () =>
    syntheticRun(
      dependencyOff,
      "basic",
      whileFaulty(dependencyOff, (atMs) => ({
        outcome: "failed",
        failure: atMs < 6_000 ? "HTTP 502" : "connection: ECONNRESET",
        latencyMs: 1,
      })),
    );

  test("has the load balancer's counts and the steps, as measured", () => {
    const run = measured();
    const round = aggregateRound(dependencyOff, run);
    expect(round).toMatchObject({ columnId: "basic", balancerPeriodSeconds: 1 });
    expect(round.balancer).toEqual(run.balancer);
    expect(round.events).toEqual(run.events);
    expect(round.events).not.toEqual([]);
    expect(round.seconds.map(({ second }) => second)).toEqual([...Array(27).keys()]);
  });

  test("has the limits of each phase in seconds", () => {
    const { phases } = aggregateRound(dependencyOff, measured());
    expect(phases.whole).toMatchObject({ fromSeconds: 0, toSeconds: 27 });
    expect(phases.before).toMatchObject({ fromSeconds: 0, toSeconds: 4.75 });
    expect(phases.during).toMatchObject({ fromSeconds: 6.52, toSeconds: 16.75 });
  });

  test("groups failures by kind, and has the share of bad gateways", () => {
    const { phases } = aggregateRound(dependencyOff, measured());
    const { failures, figures } = phases.whole;
    expect(failures).toEqual({ "HTTP 502": 98, "connection: ECONNRESET": 1_102 });
    expect(figures.badGatewayShareOfFailures).toBeCloseTo(98 / 1_200);
    expect(phases.before.failures).toEqual({});
    expect(phases.before.figures.badGatewayShareOfFailures).toBeNull();
  });
});

describe("the load balancer's figures", () => {
  test("are those of the periods in the phase, including its limits", () => {
    const experiment = { ...dependencyOff, settle: { faultSeconds: 0, recoverySeconds: 0 } };
    const events = [
      { kind: "fault" as const, name: "off", startedAtSeconds: 5, effectiveAtSeconds: 5 },
      { kind: "rollback" as const, name: "on", startedAtSeconds: 10.25, effectiveAtSeconds: 10.25 },
    ];
    const balancer = Array.from({ length: 27 }, (_, second) => ({ second, elb502: 1 }));
    const figuresWith = (balancerPeriodSeconds: number) =>
      aggregateRound(experiment, { columnId: "basic", samples: [], balancer, balancerPeriodSeconds, events })
        .phases.during.figures;
    // The phase is from 5 s to 10 s: the fault's end less the guard of 250 ms.
    expect(figuresWith(1).elb502).toBe(5);
    expect(figuresWith(5).elb502).toBe(1);
    expect(figuresWith(6).elb502).toBeNull();
  });

  test("are unknown, not zero, in a phase without a whole period", () => {
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

  test("is the time to the first request of a whole second of personal pages", () => {
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

  test("includes the request that is sent as the fault ends, and a second to the millisecond", () => {
    expect(recoverySeconds([at(50, "personal"), at(1_050, "personal")], 50)).toBe(0);
    expect(recoverySeconds([at(50, "personal"), at(1_049, "personal")], 50)).toBeNull();
  });

  test("is unknown without a whole second of personal pages, and without any request", () => {
    expect(recoverySeconds([at(100, "personal"), at(1000, "personal")], 50)).toBeNull();
    expect(recoverySeconds([], 50)).toBeNull();
  });

  test("begins the earliest second in which everybody gets a personal page", () => {
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
    const degraded: Sample = { ...failed, intendedMs: 9_000, outcome: "degraded", failure: null };
    expect(impactSeconds([failed, degraded], 5000)).toBe(2.5);
    expect(impactSeconds([failed], 8000)).toBe(0);
    expect(impactSeconds([], 5000)).toBe(0);
  });
});
