import { degradedMetric } from "@soft-landing/shared/degraded-metric";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMetricStore } from "../../src/metrics/create-metric-store.ts";
import { createEmbeddedMetrics } from "../../src/metrics/embedded-metrics.ts";
import { manualClock } from "../manual-clock.ts";

const degradedLine = JSON.stringify({
  msg: "request",
  _aws: {
    Timestamp: 1,
    CloudWatchMetrics: [
      {
        Namespace: degradedMetric.namespace,
        Dimensions: [degradedMetric.dimensionNames],
        Metrics: [{ Name: degradedMetric.metricName, Unit: degradedMetric.unit }],
      },
    ],
  },
  Build: "error-handling",
  Table: "t",
  [degradedMetric.metricName]: 1,
});

test("records a line's values under its namespace, name and dimensions", () => {
  const store = createMetricStore({ clock: manualClock(60_000) });
  createEmbeddedMetrics(store)(degradedLine);
  createEmbeddedMetrics(store)(degradedLine);
  const dimensions = { Build: "error-handling", Table: "t" };
  expect(store.list()).toEqual([{ namespace: "SoftLanding", metricName: "DegradedAnswers", dimensions }]);
  const [point] = store.datapoints({
    namespace: "SoftLanding",
    metricName: "DegradedAnswers",
    dimensions,
    startSeconds: 60,
    endSeconds: 120,
    periodSeconds: 60,
  });
  expect(point).toMatchObject({ sum: 2 });
});

test("a line without metrics records nothing", () => {
  const store = createMetricStore({ clock: manualClock() });
  const lines = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `{"_aws":${json}}`),
    fc.string().map((text) => `${text}"_aws"`),
  );
  fc.assert(fc.property(lines, (line) => createEmbeddedMetrics(store)(line)));
  expect(store.list()).toEqual([]);
});

const lineWith = (Namespace: string, Unit: string | undefined, value: number) =>
  JSON.stringify({
    _aws: { CloudWatchMetrics: [{ Namespace, Dimensions: [[]], Metrics: [{ Name: "Size", Unit }] }] },
    Size: value,
  });
const range = { startSeconds: 60, endSeconds: 120, periodSeconds: 60 };

test.each([
  ["Count", "Count"],
  ["Kilobytes", "Kilobytes"],
  [undefined, "None"],
])("treats a value of the unit %s as one sample", (unit, expected) => {
  const store = createMetricStore({ clock: manualClock(60_000) });
  createEmbeddedMetrics(store)(lineWith("Shop", unit, 5));
  const datapoints = store.datapoints({ namespace: "Shop", metricName: "Size", dimensions: {}, ...range });
  expect(datapoints).toMatchObject([{ sum: 5, sampleCount: 1, unit: expected }]);
});

test("records nothing under the names of AWS's and the lab's own metrics", () => {
  const store = createMetricStore({ clock: manualClock(60_000) });
  store.counter("AWS/ApplicationELB", "Size", {}).add();
  createEmbeddedMetrics(store)(lineWith("AWS/ApplicationELB", "Count", 5));
  createEmbeddedMetrics(store)(lineWith("SoftLanding/Lab", "Count", 5));
  expect(store.list()).toEqual([{ namespace: "AWS/ApplicationELB", metricName: "Size", dimensions: {} }]);
  const query = { namespace: "AWS/ApplicationELB", metricName: "Size", dimensions: {}, ...range };
  expect(store.datapoints(query)).toMatchObject([{ sum: 1 }]);
});

test("accepts a thousand different metrics from logs, and continues to count those", () => {
  const store = createMetricStore({ clock: manualClock(60_000) });
  const record = createEmbeddedMetrics(store);
  for (let index = 0; index < 2_000; index += 1) {
    record(lineWith(`Shop ${index}`, "Count", 1));
  }
  record(lineWith("Shop 0", "Count", 1));
  expect(store.list()).toHaveLength(1_000);
  const [point] = store.datapoints({ namespace: "Shop 0", metricName: "Size", dimensions: {}, ...range });
  expect(point).toMatchObject({ sampleCount: 2 });
});

test("ignores a line with more than a thousand values", () => {
  const store = createMetricStore({ clock: manualClock(60_000) });
  const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
  const line = (dimensions: number, metrics: number) => {
    const Metrics = names(metrics).map((Name) => ({ Name }));
    const Dimensions = names(dimensions).map((name) => [name]);
    const values = Object.fromEntries(names(metrics).map((name) => [name, 1]));
    return JSON.stringify({
      _aws: { CloudWatchMetrics: [{ Namespace: "Shop", Dimensions, Metrics }] },
      ...values,
    });
  };
  createEmbeddedMetrics(store)(line(1_001, 1));
  expect(store.list()).toEqual([]);
  createEmbeddedMetrics(store)(line(10, 100));
  expect(store.list()).toHaveLength(1_000);
});
