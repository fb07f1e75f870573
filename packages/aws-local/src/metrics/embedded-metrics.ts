import { z } from "zod";
import type { Dimensions, MetricSink } from "./metric-sink.ts";

/**
 * The parts of CloudWatch's embedded metric format that say what to record. The values are next to `_aws`,
 * under the names given here.
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

/** Limits on the number of metrics from logs, and of values in a line: each metric needs memory for hours. */
const mostMetrics = 1_000;
const mostValuesOfLine = 1_000;

/**
 * Reads log lines and records their metrics, as CloudWatch does with shipped logs. A line without metrics
 * changes nothing. A line with more than a thousand values is left out, and so is the 1,001st metric of all
 * logs, such as one for each request.
 */
export function createEmbeddedMetrics(sink: MetricSink): (line: string) => void {
  const known = new Set<string>();
  const isTaken = (key: string) => {
    if (!known.has(key) && known.size >= mostMetrics) {
      return false;
    }
    known.add(key);
    return true;
  };
  return (line) => {
    for (const { namespace, name, dimensions, unit, value } of valuesIn(line)) {
      if (isTaken(JSON.stringify([namespace, name, dimensions]))) {
        sink.distribution(namespace, name, dimensions, unit).record(value);
      }
    }
  };
}

interface EmbeddedValue {
  namespace: string;
  name: string;
  dimensions: Dimensions;
  unit: string;
  value: number;
}

function valuesIn(line: string): EmbeddedValue[] {
  // Most lines have none, and parsing is the expensive part.
  if (!line.includes('"_aws"')) {
    return [];
  }
  const parsed = embeddedMetricsSchema.safeParse(parseJson(line));
  if (!parsed.success) {
    return [];
  }
  const { _aws, ...members } = parsed.data;
  const directives = _aws.CloudWatchMetrics.filter(({ Namespace }) => !isReserved(Namespace));
  const count = directives.reduce(
    (sum, { Dimensions, Metrics }) => sum + Dimensions.length * Metrics.length,
    0,
  );
  return count > mostValuesOfLine
    ? []
    : directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
        Dimensions.flatMap((names) => {
          const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name])]));
          return Metrics.flatMap(({ Name, Unit }) => {
            const value = members[Name];
            return typeof value === "number"
              ? { namespace: Namespace, name: Name, dimensions, unit: Unit ?? "None", value }
              : [];
          });
        }),
      );
}

/** CloudWatch reserves `AWS/` for its services, and so does the lab. */
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
