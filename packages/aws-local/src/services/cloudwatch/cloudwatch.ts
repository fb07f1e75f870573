import type { MetricStore } from "../../metrics/metric-store.ts";
import { type Service, service } from "../../service.ts";
import { getMetricData } from "./get-metric-data.ts";
import { getMetricStatistics } from "./get-metric-statistics.ts";
import { listMetrics } from "./list-metrics.ts";

export interface CloudWatchState {
  metrics: MetricStore;
}

export function createCloudWatch(metrics: MetricStore): Service {
  return service<CloudWatchState>({
    model: {
      name: "monitoring",
      actionPrefix: "cloudwatch",
      protocols: ["json", "cbor", "query"],
      namespace: "com.amazonaws.cloudwatch",
      target: "GraniteServiceVersion20100801",
      version: "2010-08-01",
      xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
      awsQueryCompatible: true,
    },
    state: { metrics },
    operations: [getMetricData, getMetricStatistics, listMetrics],
  });
}
