import {
  type DimensionFilter,
  ListMetrics$,
  type ListMetricsInput,
  type ListMetricsOutput,
} from "@aws-sdk/client-cloudwatch";
import type { Dimensions } from "../../metrics/metric-sink.ts";
import type { Operation } from "../../service.ts";
import { pageOf } from "../../wire/page.ts";
import type { CloudWatchState } from "./cloudwatch.ts";
import { dimensionList } from "./dimensions.ts";
import { invalidParameter } from "./period.ts";

const perPage = 500;

/** Metrics that have had a data point. A metric that was always zero does not exist. */
export const listMetrics: Operation<CloudWatchState, ListMetricsInput, ListMetricsOutput> = {
  schema: ListMetrics$,
  honours: {
    Dimensions: { Name: true, Value: true },
    // There are no linked accounts.
    IncludeLinkedAccounts: [false],
    MetricName: true,
    Namespace: true,
    NextToken: true,
    // The store does not keep data longer.
    RecentlyActive: ["PT3H"],
  },
  handle({ Namespace, MetricName, Dimensions: filters = [], NextToken }, { metrics }) {
    const matching = metrics
      .list()
      .filter(({ namespace }) => Namespace === undefined || namespace === Namespace)
      .filter(({ metricName }) => MetricName === undefined || metricName === MetricName)
      .filter(({ dimensions }) => filters.every((filter) => hasDimension(dimensions, filter)));
    const page = pageOf(matching, perPage, NextToken, () => invalidParameter("Invalid nextToken"));
    return {
      Metrics: page.items.map(({ namespace, metricName, dimensions }) => ({
        Namespace: namespace,
        MetricName: metricName,
        Dimensions: dimensionList(dimensions),
      })),
      NextToken: page.nextToken,
    };
  },
};

function hasDimension(dimensions: Dimensions, { Name = "", Value }: DimensionFilter): boolean {
  return Value === undefined ? Object.hasOwn(dimensions, Name) : dimensions[Name] === Value;
}
