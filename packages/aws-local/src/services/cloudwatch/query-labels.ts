import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../wire/aws-error.ts";

/**
 * Gives each query its label. If the caller names none, it is the metric's name, followed by what
 * distinguishes the queries of this call: the statistic, the period, or both.
 *
 * @throws AwsError ValidationException for a label with placeholders
 */
export function labelled(queries: readonly MetricDataQuery[]): { query: MetricDataQuery; label: string }[] {
  const statistics = new Set(queries.map(({ MetricStat }) => MetricStat?.Stat));
  const periods = new Set(queries.map(({ MetricStat }) => MetricStat?.Period));
  return queries.map((query) => {
    const { Label, MetricStat } = query;
    if (Label !== undefined) {
      refuseDynamic(Label);
      return { query, label: Label };
    }
    const parts = [
      MetricStat?.Metric?.MetricName,
      statistics.size > 1 ? MetricStat?.Stat : undefined,
      periods.size > 1 ? MetricStat?.Period : undefined,
    ];
    return { query, label: parts.filter((part) => part !== undefined).join(" ") };
  });
}

/** `${LAST}`, `${PROP('Dim.X')}` and similar (CloudWatch User Guide, “Using dynamic labels”). */
function refuseDynamic(label: string): void {
  const open = label.indexOf("${");
  if (open >= 0 && label.includes("}", open)) {
    throw new AwsError(
      "ValidationException",
      `The lab does not support dynamic labels: ${label}. Give a label without \${…}.`,
    );
  }
}
