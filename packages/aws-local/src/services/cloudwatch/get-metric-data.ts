import {
  GetMetricData$,
  type GetMetricDataInput,
  type GetMetricDataOutput,
  type MetricDataQuery,
  type MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import type { CloudWatchState } from "./cloudwatch.ts";
import { dimensionsOf } from "./dimensions.ts";
import { inWholePeriods, isPeriod } from "./period.ts";
import { statisticNamed } from "./statistic.ts";

/**
 * Metrics by period and statistic; a period without a data point is left out. Unlike AWS, the running minute's data is there at
 * once, and periods below a minute work for every metric. Metric math is not imitated.
 */
export const getMetricData: Operation<CloudWatchState, GetMetricDataInput, GetMetricDataOutput> = {
  schema: GetMetricData$,
  honours: {
    EndTime: true,
    MetricDataQueries: {
      Id: true,
      Label: true,
      MetricStat: { Metric: true, Period: true, Stat: true },
      ReturnData: true,
    },
    ScanBy: true,
    StartTime: true,
  },
  handle(input, state) {
    checkConstraints(input, {
      MetricDataQueries: { required: true, maxLength: 500 },
      StartTime: { required: true },
      EndTime: { required: true },
      ScanBy: { values: ["TimestampDescending", "TimestampAscending"] },
    });
    const { MetricDataQueries: queries = [], StartTime: start, EndTime: end } = input;
    if (!start || !end || start >= end) {
      throw invalid("The parameter StartTime must be less than the parameter EndTime.");
    }
    checkIds(queries);
    const ascending = input.ScanBy === "TimestampAscending";
    return {
      MetricDataResults: queries
        .map((query) => ({ query, result: resultOf(query, start, end, ascending, state) }))
        .filter(({ query }) => query.ReturnData !== false)
        .map(({ result }) => result),
      Messages: [],
    };
  },
};

function resultOf(
  query: MetricDataQuery,
  start: Date,
  end: Date,
  ascending: boolean,
  { metrics }: CloudWatchState,
): MetricDataResult {
  const { Id, Label, MetricStat } = query;
  if (!MetricStat) {
    throw invalid(`The query ${Id} has neither MetricStat nor Expression.`);
  }
  const { Namespace = "", MetricName = "", Dimensions = [] } = MetricStat.Metric ?? {};
  const period = MetricStat.Period ?? 0;
  if (!isPeriod(period)) {
    throw invalid(`Period must be 1, 5, 10, 20, 30 or any multiple of 60, not ${period}.`);
  }
  const statistic = statisticNamed(MetricStat.Stat ?? "");
  if (!statistic) {
    throw invalid(`The value ${MetricStat.Stat} for parameter Stat is not supported.`);
  }
  const datapoints = metrics.datapoints({
    namespace: Namespace,
    metricName: MetricName,
    dimensions: dimensionsOf(Dimensions),
    ...inWholePeriods(start, end, period),
  });
  const ordered = ascending ? datapoints : datapoints.toReversed();
  return {
    Id,
    Label: Label ?? MetricName,
    Timestamps: ordered.map(({ startSeconds }) => new Date(startSeconds * 1000)),
    Values: ordered.map(statistic),
    StatusCode: "Complete",
  };
}

function checkIds(queries: readonly MetricDataQuery[]): void {
  const seen = new Set<string>();
  for (const { Id = "" } of queries) {
    if (!/^[a-z]\w{0,254}$/.test(Id)) {
      throw invalid(`The value ${Id} for parameter Id does not match the pattern [a-z][a-zA-Z0-9_]*.`);
    }
    if (seen.has(Id)) {
      throw invalid(`The values for parameter id in MetricDataQueries are not unique: ${Id}.`);
    }
    seen.add(Id);
  }
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
