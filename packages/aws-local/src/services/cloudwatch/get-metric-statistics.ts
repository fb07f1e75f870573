import {
  type Datapoint as DatapointShape,
  GetMetricStatistics$,
  type GetMetricStatisticsInput,
  type GetMetricStatisticsOutput,
  InvalidParameterCombinationException,
  MissingRequiredParameterException,
} from "@aws-sdk/client-cloudwatch";
import type { Datapoint } from "../../metrics/metric-store.ts";
import type { Operation } from "../../service.ts";
import type { CloudWatchState } from "./cloudwatch.ts";
import { dimensionsOf } from "./dimensions.ts";
import { invalidParameter, isPeriod, type PeriodRange, periodsFromStart } from "./period.ts";
import { isPercentile, type Statistic, statisticNamed } from "./statistic.ts";

/** Data points that one call may ask for. */
const mostDatapoints = 1440;
const simpleStatistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

/** The older call, which the AWS CLI's examples use. The order of its data points is not defined. */
export const getMetricStatistics: Operation<
  CloudWatchState,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput
> = {
  schema: GetMetricStatistics$,
  honours: {
    Dimensions: { Name: true, Value: true },
    EndTime: true,
    ExtendedStatistics: true,
    MetricName: true,
    Namespace: true,
    Period: true,
    StartTime: true,
    Statistics: true,
    Unit: true,
  },
  handle(input, { metrics }) {
    const { Namespace = "", MetricName = "", Dimensions = [], Unit } = input;
    const periods = periodsOf(input);
    const statistics = wantedStatistics(input);
    const datapoints = metrics.datapoints({
      namespace: Namespace,
      metricName: MetricName,
      dimensions: dimensionsOf(Dimensions),
      unit: Unit,
      ...periods,
    });
    return { Label: MetricName, Datapoints: datapoints.map((point) => datapointShape(point, statistics)) };
  },
};

function periodsOf({ StartTime, EndTime, Period = 0 }: GetMetricStatisticsInput): PeriodRange {
  if (!StartTime || !EndTime || StartTime >= EndTime) {
    throw invalidParameter("The parameter StartTime must be less than the parameter EndTime.");
  }
  if (!isPeriod(Period)) {
    throw invalidParameter("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
  }
  const periods = periodsFromStart(StartTime, EndTime, Period);
  const asked = (periods.endSeconds - periods.startSeconds) / Period;
  if (asked > mostDatapoints) {
    throw new InvalidParameterCombinationException({
      message:
        `You have requested up to ${asked.toLocaleString("en-US")} datapoints, which exceeds the limit of 1,440. ` +
        "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
      $metadata: {},
    });
  }
  return periods;
}

interface WantedStatistics {
  simple: [name: string, statistic: Statistic][];
  extended: [name: string, statistic: Statistic][];
}

function wantedStatistics({
  Statistics = [],
  ExtendedStatistics = [],
}: GetMetricStatisticsInput): WantedStatistics {
  if (Statistics.length + ExtendedStatistics.length === 0) {
    throw new MissingRequiredParameterException({
      message: "The parameter Statistics or ExtendedStatistics must be given.",
      $metadata: {},
    });
  }
  return {
    simple: Statistics.map((name) => named(name, simpleStatistics.includes(name))),
    extended: ExtendedStatistics.map((name) => named(name, isPercentile(name))),
  };
}

function named(name: string, isTaken: boolean): [name: string, statistic: Statistic] {
  const statistic = statisticNamed(name);
  if (!isTaken || statistic === undefined) {
    throw invalidParameter(
      `The statistic ${name} is not one of ${simpleStatistics.join(", ")} and, as an extended one, p0 to p100.`,
    );
  }
  return [name, statistic];
}

function datapointShape(point: Datapoint, { simple, extended }: WantedStatistics): DatapointShape {
  const values = (statistics: WantedStatistics["simple"]) =>
    Object.fromEntries(statistics.map(([name, statistic]) => [name, statistic(point) ?? 0]));
  return {
    Timestamp: new Date(point.startSeconds * 1000),
    ...values(simple),
    ...(extended.length > 0 && { ExtendedStatistics: values(extended) }),
    Unit: point.unit as "Count",
  };
}
