import type { Datapoint } from "../../metrics/metric-store.ts";

/** Takes one statistic out of a data point. */
export type Statistic = (datapoint: Datapoint) => number;

/** The statistic of that name (`Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, `p0` to `p100`), or undefined. */
export function statisticNamed(name: string): Statistic | undefined {
  switch (name) {
    case "Sum":
      return ({ sum }) => sum;
    case "Average":
      return ({ sum, sampleCount }) => sum / sampleCount;
    case "Minimum":
      return ({ minimum }) => minimum;
    case "Maximum":
      return ({ maximum }) => maximum;
    case "SampleCount":
      return ({ sampleCount }) => sampleCount;
    default: {
      const percentile = Number(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name)?.[1]);
      return percentile >= 0 && percentile <= 100
        ? (datapoint) => datapoint.percentile(percentile)
        : undefined;
    }
  }
}
