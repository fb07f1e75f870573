import {
  type Datapoint as DatapointShape,
  GetMetricStatistics$,
  type GetMetricStatisticsInput,
  type GetMetricStatisticsOutput,
  MissingRequiredParameterException,
} from "@aws-sdk/client-cloudwatch";
import type { Datapoint } from "../../metrics/metric-store.ts";
import type { Operation } from "../../service.ts";
import type { CloudWatchState } from "./cloudwatch.ts";
import { dimensionsOf } from "./dimensions.ts";
import { invalidParameter, inWholePeriods, isPeriod } from "./period.ts";
import { statisticNamed } from "./statistic.ts";

/** The older call, which the AWS CLI's examples use; its data points come in no promised order. */
export const getMetricStatistics: Operation<
  CloudWatchState,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput
> = {
  schema: GetMetricStatistics$,
  honours: {
    Dimensions: true,
    EndTime: true,
    ExtendedStatistics: true,
    MetricName: true,
    Namespace: true,
    Period: true,
    StartTime: true,
    Statistics: true,
  },
  handle(input, { metrics }) {
    const { Namespace = "", MetricName = "", Dimensions = [], StartTime, EndTime, Period = 0 } = input;
    if (!StartTime || !EndTime || StartTime >= EndTime) {
      throw invalidParameter("The parameter StartTime must be less than the parameter EndTime.");
    }
    if (!isPeriod(Period)) {
      throw invalidParameter("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
    }
    const datapoints = metrics.datapoints({
      namespace: Namespace,
      metricName: MetricName,
      dimensions: dimensionsOf(Dimensions),
      ...inWholePeriods(StartTime, EndTime, Period),
    });
    const statistics = wantedStatistics(input);
    return { Label: MetricName, Datapoints: datapoints.map((point) => datapointShape(point, statistics)) };
  },
};

interface WantedStatistics {
  simple: string[];
  extended: string[];
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
  const unknown = [...Statistics, ...ExtendedStatistics].find((name) => !statisticNamed(name));
  if (unknown !== undefined) {
    throw invalidParameter(`The statistic ${unknown} is not supported.`);
  }
  return { simple: Statistics, extended: ExtendedStatistics };
}

function datapointShape(point: Datapoint, { simple, extended }: WantedStatistics): DatapointShape {
  const values = (names: string[]) =>
    Object.fromEntries(names.map((name) => [name, statisticNamed(name)?.(point)]));
  return {
    Timestamp: new Date(point.startSeconds * 1000),
    ...values(simple),
    ...(extended.length > 0 && { ExtendedStatistics: values(extended) as Record<string, number> }),
    Unit: "None",
  };
}
