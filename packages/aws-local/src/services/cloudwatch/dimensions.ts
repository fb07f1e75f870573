import type { Dimension } from "@aws-sdk/client-cloudwatch";
import type { Dimensions } from "../../metrics/metric-sink.ts";

/** The API's list of names and values, in the form of the lab's metrics. */
export function dimensionsOf(list: readonly Dimension[]): Dimensions {
  return Object.fromEntries(list.map(({ Name = "", Value = "" }) => [Name, Value]));
}

export function dimensionList(dimensions: Dimensions): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
