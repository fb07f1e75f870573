import { degradedMetric } from "@soft-landing/shared/degraded-metric";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createMetricStore } from "../../src/metrics/create-metric-store.ts";
import { recordEmbeddedMetrics } from "../../src/metrics/embedded-metrics.ts";
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

test("counts what a line carries under its namespace, name and dimensions", () => {
  const store = createMetricStore({ clock: manualClock(60_000) });
  recordEmbeddedMetrics(degradedLine, store);
  recordEmbeddedMetrics(degradedLine, store);
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

test("a line without metrics records nothing, whatever it is", () => {
  const store = createMetricStore({ clock: manualClock() });
  const lines = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((json) => `{"_aws":${json}}`),
    fc.string().map((text) => `${text}"_aws"`),
  );
  fc.assert(fc.property(lines, (line) => recordEmbeddedMetrics(line, store)));
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
])("takes a value of the unit %s for one sample", (unit, expected) => {
  const store = createMetricStore({ clock: manualClock(60_000) });
  recordEmbeddedMetrics(lineWith("Shop", unit, 5), store);
  const datapoints = store.datapoints({ namespace: "Shop", metricName: "Size", dimensions: {}, ...range });
  expect(datapoints).toMatchObject([{ sum: 5, sampleCount: 1, unit: expected }]);
});

test("records nothing under the names of AWS's and the lab's own metrics", () => {
  const store = createMetricStore({ clock: manualClock(60_000) });
  store.counter("AWS/ApplicationELB", "Size", {}).add();
  recordEmbeddedMetrics(lineWith("AWS/ApplicationELB", "Count", 5), store);
  recordEmbeddedMetrics(lineWith("SoftLanding/Lab", "Count", 5), store);
  expect(store.list()).toEqual([{ namespace: "AWS/ApplicationELB", metricName: "Size", dimensions: {} }]);
  const query = { namespace: "AWS/ApplicationELB", metricName: "Size", dimensions: {}, ...range };
  expect(store.datapoints(query)).toMatchObject([{ sum: 1 }]);
});
