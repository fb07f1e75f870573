import {
  GetMetricData$,
  type GetMetricDataInput,
  type GetMetricDataOutput,
  InvalidNextToken,
  type MetricDataQuery,
  type MetricDataResult,
  type MetricStat,
} from "@aws-sdk/client-cloudwatch";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { positionIn, tokenFor } from "../../wire/page.ts";
import type { CloudWatchState } from "./cloudwatch.ts";
import { dimensionsOf } from "./dimensions.ts";
import { isPeriod, periodsByClock } from "./period.ts";
import { labelled } from "./query-labels.ts";
import { type Statistic, statisticNamed } from "./statistic.ts";

const mostQueries = 500;
/** Data points of a page, unless the call asks for fewer. */
const mostDatapoints = 100_800;
/**
 * More data points than one query can have. A token's number is its query's number times this, plus its data
 * point's.
 */
const mostOfQuery = 2 ** 20;

/**
 * Metrics by period and statistic. A period without a data point is left out. Unlike AWS, the current
 * minute's data is available at once, and periods below a minute work for every metric. Metric math is not
 * supported.
 */
export const getMetricData: Operation<CloudWatchState, GetMetricDataInput, GetMetricDataOutput> = {
  schema: GetMetricData$,
  honours: {
    EndTime: true,
    MaxDatapoints: true,
    MetricDataQueries: {
      Id: true,
      Label: true,
      MetricStat: {
        Metric: { Dimensions: { Name: true, Value: true }, MetricName: true, Namespace: true },
        Period: true,
        Stat: true,
        Unit: true,
      },
      ReturnData: true,
    },
    NextToken: true,
    ScanBy: true,
    StartTime: true,
  },
  async handle(input, { metrics }) {
    checkConstraints(input, {
      MetricDataQueries: { required: true, maxLength: mostQueries },
      StartTime: { required: true },
      EndTime: { required: true },
      ScanBy: { values: ["TimestampDescending", "TimestampAscending"] },
      MaxDatapoints: { min: 1, max: mostDatapoints },
    });
    const { MetricDataQueries = [], StartTime: start, EndTime: end } = input;
    if (!start || !end || start >= end) {
      throw invalid("The parameter StartTime must be less than the parameter EndTime.");
    }
    checkIds(MetricDataQueries);
    const queries = labelled(MetricDataQueries).map(({ query, label }) => ({ label, ...wanted(query) }));
    const from = startOf(input.NextToken, queries.length);
    let left = input.MaxDatapoints ?? mostDatapoints;
    const results: MetricDataResult[] = [];
    for (let at = from.query; at < queries.length; at += 1) {
      const query = queries[at];
      if (query === undefined || !query.isReturned) {
        continue;
      }
      const datapoints = metrics.datapoints({ ...query, ...periodsByClock(start, end, query.periodSeconds) });
      const ordered = input.ScanBy === "TimestampAscending" ? datapoints : datapoints.toReversed();
      const skipped = at === from.query ? from.datapoint : 0;
      const page = ordered.slice(skipped, skipped + left);
      const isWhole = skipped + page.length === ordered.length;
      const values = page.flatMap((point) => {
        const value = query.statistic(point);
        return value === undefined ? [] : { time: new Date(point.startSeconds * 1000), value };
      });
      results.push({
        Id: query.id,
        Label: query.label,
        Timestamps: values.map(({ time }) => time),
        Values: values.map(({ value }) => value),
        StatusCode: isWhole ? "Complete" : "PartialData",
      });
      left -= page.length;
      if (!isWhole) {
        return {
          MetricDataResults: results,
          Messages: [],
          NextToken: tokenFor(at * mostOfQuery + skipped + page.length),
        };
      }
      if (left === 0 && at + 1 < queries.length) {
        return { MetricDataResults: results, Messages: [], NextToken: tokenFor((at + 1) * mostOfQuery) };
      }
      // This many data points take some milliseconds. Other work can run in between.
      await new Promise(setImmediate);
    }
    return { MetricDataResults: results, Messages: [] };
  },
};

interface WantedData {
  id: string;
  isReturned: boolean;
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  unit: string | undefined;
  periodSeconds: number;
  statistic: Statistic;
}

function wanted({ Id = "", MetricStat, ReturnData }: MetricDataQuery): WantedData {
  if (!MetricStat) {
    throw invalid(`The query ${Id} has neither MetricStat nor Expression.`);
  }
  const { Namespace = "", MetricName = "", Dimensions = [] } = MetricStat.Metric ?? {};
  return {
    id: Id,
    isReturned: ReturnData !== false,
    namespace: Namespace,
    metricName: MetricName,
    dimensions: dimensionsOf(Dimensions),
    unit: MetricStat.Unit,
    periodSeconds: periodOf(MetricStat),
    statistic: statisticOf(MetricStat),
  };
}

function periodOf({ Period = 0 }: MetricStat): number {
  if (!isPeriod(Period)) {
    throw invalid(`Period must be 1, 5, 10, 20, 30 or any multiple of 60, not ${Period}.`);
  }
  return Period;
}

function statisticOf({ Stat = "" }: MetricStat): Statistic {
  const statistic = statisticNamed(Stat);
  if (!statistic) {
    throw invalid(`The value ${Stat} for parameter Stat is not supported.`);
  }
  return statistic;
}

/** @throws InvalidNextToken for an unknown token */
function startOf(token: string | undefined, queries: number): { query: number; datapoint: number } {
  if (token === undefined) {
    return { query: 0, datapoint: 0 };
  }
  const position = positionIn(token);
  if (position === undefined || position >= queries * mostOfQuery) {
    throw new InvalidNextToken({ message: "The next token specified is invalid.", $metadata: {} });
  }
  return { query: Math.floor(position / mostOfQuery), datapoint: position % mostOfQuery };
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
