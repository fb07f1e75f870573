import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { labelled } from "../../../src/services/cloudwatch/query-labels.ts";

const query = (MetricName: string, Stat: string, Period: number, Label?: string): MetricDataQuery => ({
  Id: "m",
  MetricStat: { Metric: { Namespace: "N", MetricName }, Stat, Period },
  Label,
});
const labels = (...queries: MetricDataQuery[]) => labelled(queries).map(({ label }) => label);

describe("the labels of queries", () => {
  test.each([
    ["one alone", [query("a", "Sum", 60)], ["a"]],
    ["two metrics", [query("a", "Sum", 60), query("b", "Sum", 60)], ["a", "b"]],
    ["two statistics", [query("a", "Sum", 60), query("a", "Minimum", 60)], ["a Sum", "a Minimum"]],
    ["two periods", [query("a", "Sum", 60), query("a", "Sum", 30)], ["a 60", "a 30"]],
    ["both", [query("a", "Sum", 60), query("a", "Minimum", 30)], ["a Sum 60", "a Minimum 30"]],
    ["none of these", [query("a", "Sum", 60), query("a", "Sum", 60)], ["a", "a"]],
    ["a label of its own", [query("a", "Sum", 60, "mine"), query("a", "p99", 60)], ["mine", "a p99"]],
  ])("distinguish %s", (_what, queries, expected) => {
    expect(labels(...queries)).toEqual(expected);
  });

  test.each([`\${LAST}`, `now: \${PROP('MetricName')} and more`])(
    "with placeholders are refused: %s",
    (label) => {
      expect(() => labels(query("a", "Sum", 60, label))).toThrow("does not support dynamic labels");
    },
  );

  test.each(["$5", "{x}", "${ open"])("with %s are used unchanged", (label) => {
    expect(labels(query("a", "Sum", 60, label))).toEqual([label]);
  });
});
