import { systemClock } from "@soft-landing/shared/clock";
import { createMetricStore } from "../../src/metrics/create-metric-store.ts";
import type { MetricStore } from "../../src/metrics/metric-store.ts";

/** A store in which three 502 were counted just now. */
export function recordedMetrics(): MetricStore {
  const metrics = createMetricStore({ clock: systemClock });
  metrics.counter("AWS/ApplicationELB", "HTTPCode_ELB_502_Count", { LoadBalancer: "app/lab/1" }).add(3);
  return metrics;
}
