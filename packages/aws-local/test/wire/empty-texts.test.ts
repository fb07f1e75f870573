import { GetMetricDataInput$, ListMetricsInput$ } from "@aws-sdk/client-cloudwatch";
import { PutParameterRequest$ } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { withoutEmptyTexts } from "../../src/wire/empty-texts.ts";

describe("an input without its empty strings", () => {
  test("keeps those of required members, so that they are validated", () => {
    const input = { Name: "", Value: "", AllowedPattern: "", Description: "", KeyId: null, Overwrite: false };
    expect(withoutEmptyTexts(() => PutParameterRequest$, input)).toEqual({
      Name: "",
      Value: "",
      Overwrite: false,
    });
  });

  test("has none in the structures of a list", () => {
    const input = { Dimensions: [{ Name: "LoadBalancer", Value: "" }], NextToken: "" };
    expect(withoutEmptyTexts(() => ListMetricsInput$, input)).toEqual({
      Dimensions: [{ Name: "LoadBalancer" }],
    });
  });

  test("keeps what does not fit its shape as it is", () => {
    for (const input of [{ Dimensions: "x" }, { Dimensions: ["x", null] }, { NextToken: ["", "x"] }]) {
      expect(withoutEmptyTexts(() => ListMetricsInput$, input)).toEqual(input);
    }
  });

  test("keeps numbers, times and lists as they are", () => {
    const input = { StartTime: new Date(0), MaxDatapoints: 0, MetricDataQueries: [] };
    expect(withoutEmptyTexts(() => GetMetricDataInput$, input)).toEqual(input);
  });
});
