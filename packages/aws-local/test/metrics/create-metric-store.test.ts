import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMetricStore } from "../../src/metrics/create-metric-store.ts";
import { manualClock } from "../manual-clock.ts";

const epochSeconds = 1_767_225_600;
const whole = { startSeconds: epochSeconds, endSeconds: epochSeconds + 600, periodSeconds: 60 };
const requests = { namespace: "N", metricName: "Requests", dimensions: { LoadBalancer: "a" } };

function store() {
  const clock = manualClock(epochSeconds * 1000);
  const metrics = createMetricStore({ clock });
  return { clock, metrics };
}

describe("the metric store", () => {
  test("returns the same metric for the same name and dimensions in any order", () => {
    const { metrics } = store();
    const one = metrics.counter("N", "M", { A: "1", B: "2" });
    expect(metrics.counter("N", "M", { B: "2", A: "1" })).toBe(one);
    expect(metrics.counter("N", "M", { A: "1" })).not.toBe(one);
  });

  test("lists a metric only once it has a data point", () => {
    const { metrics } = store();
    const counter = metrics.counter("N", "Requests", requests.dimensions);
    expect(metrics.list()).toEqual([]);
    counter.add();
    expect(metrics.list()).toEqual([requests]);
  });

  test("records a data point for an added zero", () => {
    const { metrics } = store();
    metrics.counter("N", "Requests", requests.dimensions).add(0);
    expect(metrics.datapoints({ ...requests, ...whole })).toMatchObject([
      { sum: 0, sampleCount: 1, minimum: 0, maximum: 0 },
    ]);
  });

  test("adds fractions, as RequestCountPerTarget needs", () => {
    const { metrics } = store();
    const counter = metrics.counter("N", "Requests", requests.dimensions);
    for (let index = 0; index < 9; index += 1) {
      counter.add(1 / 3);
    }
    expect(metrics.datapoints({ ...requests, ...whole })[0]?.sum).toBeCloseTo(3, 9);
  });

  test("begins the first period at the start time, wherever that is", () => {
    const { clock, metrics } = store();
    const counter = metrics.counter("N", "Requests", requests.dimensions);
    counter.add();
    clock.advance(50_000);
    counter.add(2);
    const from = (startSeconds: number) =>
      metrics
        .datapoints({ ...requests, ...whole, startSeconds })
        .map((point) => [point.startSeconds - epochSeconds, point.sum]);
    expect(from(epochSeconds)).toEqual([[0, 3]]);
    expect(from(epochSeconds - 20)).toEqual([
      [-20, 1],
      [40, 2],
    ]);
  });

  test("has a unit, and can be requested by it", () => {
    const { metrics } = store();
    metrics.counter("N", "Requests", requests.dimensions).add();
    metrics.distribution("N", "Hosts", {}).record(3);
    metrics.distribution("N", "Time", {}, "Seconds").record(0.5);
    const unitOf = (metricName: string, dimensions = {}) =>
      metrics.datapoints({ namespace: "N", metricName, dimensions, ...whole })[0]?.unit;
    expect([unitOf("Requests", requests.dimensions), unitOf("Hosts"), unitOf("Time")]).toEqual([
      "Count",
      "Count",
      "Seconds",
    ]);
    expect(metrics.datapoints({ ...requests, ...whole, unit: "Count" })).toHaveLength(1);
    expect(metrics.datapoints({ ...requests, ...whole, unit: "Seconds" })).toEqual([]);
  });

  test("returns its values by size, each with its count", () => {
    const { metrics } = store();
    const distribution = metrics.distribution("N", "Requests", requests.dimensions);
    for (const value of [5, 0, 5, -1, 1]) {
      distribution.record(value);
    }
    const values = metrics.datapoints({ ...requests, ...whole })[0]?.values() ?? [];
    expect(values.map(([, count]) => count)).toEqual([2, 1, 2]);
    expect(values.map(([value]) => Math.round(value))).toEqual([0, 1, 5]);
  });

  test("refuses a counter and a distribution with the same name", () => {
    const { metrics } = store();
    metrics.counter("N", "M", {});
    expect(() => metrics.distribution("N", "M", {})).toThrow("N M is a counter, not a distribution");
  });

  test("has no data before something is recorded", () => {
    const { metrics } = store();
    expect(metrics.datapoints({ ...requests, ...whole })).toEqual([]);
    const counter = metrics.counter("N", "Requests", requests.dimensions);
    const distribution = metrics.distribution("N", "Time", {});
    expect(metrics.datapoints({ ...requests, ...whole })).toEqual([]);
    counter.add(3);
    distribution.record(0.5);
    expect(metrics.datapoints({ ...requests, ...whole })).toMatchObject([{ sum: 3, sampleCount: 3 }]);
    expect(
      metrics.datapoints({ namespace: "N", metricName: "Time", dimensions: {}, ...whole }),
    ).toMatchObject([{ sum: 0.5, sampleCount: 1 }]);
  });

  test("loses no count with periods of any length", () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 5000 }),
      count: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.constantFrom(1, 5, 60, 300),
        (steps, periodSeconds) => {
          const { clock, metrics } = store();
          const counter = metrics.counter("N", "Requests", requests.dimensions);
          for (const { waitMs, count } of steps) {
            clock.advance(waitMs);
            counter.add(count);
          }
          const points = metrics.datapoints({ ...requests, ...whole, periodSeconds });
          const total = points.reduce((sum, point) => sum + point.sum, 0);
          expect(total).toBe(steps.reduce((sum, { count }) => sum + count, 0));
          expect(points.every(({ startSeconds }) => startSeconds % periodSeconds === 0)).toBe(true);
          expect(points.map(({ startSeconds }) => startSeconds)).toEqual(
            [...new Set(points.map(({ startSeconds }) => startSeconds))].sort((a, b) => a - b),
          );
        },
      ),
    );
  });

  test("keeps every percentile within one per cent of the true value, with any split into seconds", () => {
    const value = fc.double({ min: 0.0001, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (values, p) => {
          const { clock, metrics } = store();
          const distribution = metrics.distribution("N", "Requests", requests.dimensions);
          for (const one of values) {
            distribution.record(one);
            clock.advance(400);
          }
          const [point] = metrics.datapoints({ ...requests, ...whole, periodSeconds: 600 });
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
          const found = point?.percentile(p) ?? Number.NaN;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.0101);
          expect(point?.maximum).toBe(sorted.at(-1));
          expect(point?.minimum).toBe(sorted[0]);
          expect(point?.sampleCount).toBe(values.length);
        },
      ),
    );
  });

  test("forgets what is older than it keeps", () => {
    const clock = manualClock(epochSeconds * 1000);
    const metrics = createMetricStore({ clock, retentionSeconds: 120 });
    const counter = metrics.counter("N", "Requests", requests.dimensions);
    for (let minute = 0; minute < 10; minute += 1) {
      counter.add();
      clock.advance(60_000);
    }
    const kept = metrics.datapoints({ ...requests, ...whole });
    expect(kept.map(({ startSeconds }) => (startSeconds - epochSeconds) / 60)).toEqual([8, 9]);
  });
});
