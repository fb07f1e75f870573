import { z } from "zod";
import type { MetricSink } from "./metric-sink.ts";

/**
 * The parts of CloudWatch's embedded metric format that say what to record. The values stand beside `_aws`, under the names given here.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const embeddedMetricsSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().optional() })),
      }),
    ),
  }),
});

/** Records the metrics that a log line carries, as CloudWatch does with shipped logs. A line without any changes nothing. */
export function recordEmbeddedMetrics(line: string, sink: MetricSink): void {
  // Most lines carry none, and parsing is what costs.
  if (!line.includes('"_aws"')) {
    return;
  }
  const parsed = embeddedMetricsSchema.safeParse(parseJson(line));
  if (!parsed.success) {
    return;
  }
  const { _aws, ...members } = parsed.data;
  for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
    if (isReserved(Namespace)) {
      continue;
    }
    for (const names of Dimensions) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name])]));
      for (const { Name, Unit } of Metrics) {
        const value = members[Name];
        if (typeof value === "number") {
          sink.distribution(Namespace, Name, dimensions, Unit ?? "None").record(value);
        }
      }
    }
  }
}

/** CloudWatch keeps `AWS/` for its services, and the lab its own. */
function isReserved(namespace: string): boolean {
  return namespace.startsWith("AWS/") || namespace === "SoftLanding/Lab";
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
