import v8 from "node:v8";
import vm from "node:vm";
import { createMetricStore } from "@soft-landing/aws-local/metrics/create-metric-store";

/**
 * A process that fills a metric store as a lab does at 100 requests/s (six counters and three distributions,
 * a value per request) over hours of a simulated clock, and reports the cost.
 */
const hours = Number(process.argv[2]);
const requestsPerSecond = 100;

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

let nowMs = Date.UTC(2026, 0, 1);
const store = createMetricStore({ clock: { nowMs: () => nowMs, after: () => () => undefined } });
const dimensions = { LoadBalancer: "app/bench/0123456789abcdef" };
const counters = ["RequestCount", "HTTPCode_Target_2XX_Count", "A", "B", "C", "D"].map((name) =>
  store.counter("AWS/ApplicationELB", name, dimensions),
);
const distributions = ["TargetResponseTime", "E", "F"].map((name) =>
  store.distribution("AWS/ApplicationELB", name, dimensions, "Seconds"),
);
collectGarbage();
const heapBefore = process.memoryUsage().heapUsed;
const cpuBefore = process.cpuUsage();
for (let request = 0; request < hours * 3_600 * requestsPerSecond; request++) {
  nowMs += 1_000 / requestsPerSecond;
  for (const counter of counters) {
    counter.add(1);
  }
  for (const distribution of distributions) {
    distribution.record(0.002 + (request % 977) / 100_000);
  }
}
const cpu = process.cpuUsage(cpuBefore);
collectGarbage();
process.send?.({
  heapMegabytes: (process.memoryUsage().heapUsed - heapBefore) / 1e6,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
});
