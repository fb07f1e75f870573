import { expect, test } from "vitest";
import {
  addedHistograms,
  encodeHistogram,
  latencyHistogram,
  latencyOf,
  recordLatency,
} from "../../src/judging/latency-histogram.ts";

function histogramOf(...latenciesMs: number[]) {
  const histogram = latencyHistogram();
  for (const latencyMs of latenciesMs) {
    recordLatency(histogram, latencyMs);
  }
  return histogram;
}

test("an empty histogram has no latency, not one of zero", () => {
  expect(latencyOf(histogramOf())).toBeNull();
});

test("a histogram records up to ten minutes in microseconds, at three digits", () => {
  expect(latencyHistogram()).toMatchObject({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 600_000_000,
    numberOfSignificantValueDigits: 3,
  });
});

test("percentiles are those of a thousand known latencies, to three digits", () => {
  const latency = latencyOf(histogramOf(...Array.from({ length: 1_000 }, (_, index) => index + 1)));
  expect(latency?.p50Ms).toBeCloseTo(500, 0);
  expect(latency?.p975Ms).toBeCloseTo(975, 0);
  expect(latency?.p99Ms).toBeCloseTo(990, 0);
  expect(latency?.maxMs).toBeCloseTo(1_000, 0);
});

test("neighbouring microseconds are distinguished", () => {
  expect(latencyOf(histogramOf(0.001))?.maxMs).toBe(0.001);
  expect(latencyOf(histogramOf(0.0024))?.maxMs).toBe(0.002);
});

test("more than ten minutes counts as ten minutes, and less than zero as zero", () => {
  const tenMinutesMs = 600_000;
  expect(latencyOf(histogramOf(tenMinutesMs - 1_000))?.maxMs).toBeLessThan(tenMinutesMs - 500);
  expect(latencyOf(histogramOf(Number.MAX_SAFE_INTEGER))?.maxMs).toBeCloseTo(tenMinutesMs, -3);
  expect(latencyOf(histogramOf(-5))?.maxMs).toBe(0);
});

test("histograms of several rounds can be added from the journal", () => {
  const encoded = [histogramOf(1, 1, 1), histogramOf(100)].map(encodeHistogram);
  const sum = addedHistograms(encoded);
  expect(sum.totalCount).toBe(4);
  expect(latencyOf(sum)).toMatchObject({ p50Ms: 1, maxMs: expect.closeTo(100, 0) });
});
