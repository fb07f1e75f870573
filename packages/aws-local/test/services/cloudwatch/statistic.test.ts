import { describe, expect, test } from "vitest";
import { createMetricStore } from "../../../src/metrics/create-metric-store.ts";
import { isPercentile, statisticNamed } from "../../../src/services/cloudwatch/statistic.ts";
import { manualClock } from "../../manual-clock.ts";

/** A data point of these values; a distribution keeps them within 1 %. */
function datapointOf(values: readonly number[]) {
  const metrics = createMetricStore({ clock: manualClock(0) });
  const distribution = metrics.distribution("N", "M", {});
  for (const value of values) {
    distribution.record(value);
  }
  const [datapoint] = metrics.datapoints({
    namespace: "N",
    metricName: "M",
    dimensions: {},
    startSeconds: 0,
    endSeconds: 60,
    periodSeconds: 60,
  });
  if (datapoint === undefined) {
    throw new Error("nothing was recorded");
  }
  return datapoint;
}

const oneToHundred = datapointOf(Array.from({ length: 100 }, (_, index) => index + 1));

describe("a statistic", () => {
  test.each([
    ["Sum", 5050],
    ["Average", 50.5],
    ["Minimum", 1],
    ["Maximum", 100],
    ["SampleCount", 100],
    ["p0", 1],
    ["p50", 50],
    ["p99.9", 100],
    ["p100", 100],
    // Without the ten largest: the mean of 1 to 90.
    ["tm90", 45.5],
    ["TM(:90%)", 45.5],
    ["TM(10%:90%)", 50.5],
    ["TM(80%:)", 90.5],
    ["TM(10.5:20.5)", 15.5],
    ["TM(:20.5)", 10.5],
    ["TM(30.5:)", 65.5],
    ["tc90", 90],
    ["TC(10%:90%)", 80],
    ["TC(10.5:20.5)", 10],
    ["ts90", 4095],
    ["TS(10.5:20.5)", 155],
    // The ten largest count as 90.
    ["wm90", 49.95],
    ["WM(10%:90%)", 50.5],
    ["WM(:20.5)", 18.1],
    ["PR(:20.5)", 20],
    ["PR(20.5:)", 80],
    ["PR(10.5:20.5)", 10],
    ["PR(100:)", 0],
    ["IQM", 50.5],
  ])("%s of 1 to 100 is %d, within 1 per cent", (name, expected) => {
    const found = statisticNamed(name)?.(oneToHundred) ?? Number.NaN;
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(Math.abs(expected) * 0.011);
  });

  test.each(["TM(200:300)", "WM(200:300)", "TM(:0.5)"])("%s of an empty range has no value", (name) => {
    expect(statisticNamed(name)?.(oneToHundred)).toBeUndefined();
  });

  test.each(["TC(200:300)", "TS(200:300)", "PR(200:300)"])("%s of an empty range is 0", (name) => {
    expect(statisticNamed(name)?.(oneToHundred)).toBe(0);
  });

  test("counts a part of the values that cross a bound", () => {
    expect(statisticNamed("TC(25%:75%)")?.(datapointOf([1, 2, 3]))).toBeCloseTo(1.5, 9);
    expect(statisticNamed("IQM")?.(datapointOf([2, 2, 2]))).toBeCloseTo(2, 1);
  });

  test("treats values of zero and below as one", () => {
    expect(statisticNamed("PR(:0)")?.(datapointOf([0, 0, 1, 1]))).toBe(50);
  });

  test.each([
    "",
    "Median",
    "sum",
    "p",
    "p101",
    "p1000",
    "tm101",
    "TM()",
    "TM(:)",
    "TM(10%:20)",
    "TM(90%:10%)",
    "TM(10%:110%)",
    "TM(20:10)",
    "TM(a:b)",
    "PR(10%:90%)",
    "pr(:1)",
    "iqm",
    "constructor",
  ])("%j is not a statistic", (name) => {
    expect(statisticNamed(name)).toBeUndefined();
  });

  test.each([
    ["p99", true],
    ["p0.5", true],
    ["p101", false],
    ["tm99", false],
    ["PR(:1)", false],
    ["Sum", false],
  ])("%s is a percentile: %s", (name, is) => {
    expect(isPercentile(name)).toBe(is);
  });
});
