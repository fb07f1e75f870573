import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  ValidationException,
} from "@aws-sdk/client-cloudwatch";
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SampleRegion, startSampleRegion } from "../sample-region.ts";
import { recordedMetrics } from "./recorded-metrics.ts";

const query = {
  Id: "errors",
  Label: "<502s> & more",
  MetricStat: {
    Metric: {
      Namespace: "AWS/ApplicationELB",
      MetricName: "HTTPCode_ELB_502_Count",
      Dimensions: [{ Name: "LoadBalancer", Value: "app/lab/1" }],
    },
    Period: 60,
    Stat: "Sum",
  },
};

let lab: SampleRegion;
let contentType: string | undefined;
beforeEach(async () => {
  lab = await startSampleRegion({ metrics: recordedMetrics() });
});
afterEach(() => lab.close());

describe.each([
  ["JSON 1.0", AwsJson1_0Protocol, "application/x-amz-json-1.0"],
  ["Smithy RPC v2 CBOR", AwsSmithyRpcV2CborProtocol, "application/cbor"],
  ["query", AwsQueryProtocol, "text/xml"],
])("CloudWatch over %s as on AWS", (_name, protocol, expectedType) => {
  function client(): CloudWatchClient {
    const cloudWatch = new CloudWatchClient({ ...lab.clientConfig, protocol });
    cloudWatch.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { response } = result as { response?: { headers?: Record<string, string> } };
        contentType = response?.headers?.["content-type"];
        return result;
      },
      { step: "deserialize", priority: "low" },
    );
    return cloudWatch;
  }

  test("returns the same typed answer, with escaped strings", async () => {
    const cloudWatch = client();
    const now = Date.now();
    const answer = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [query],
        StartTime: new Date(now - 60_000),
        EndTime: new Date(now + 60_000),
      }),
    );
    const [result] = answer.MetricDataResults ?? [];
    expect(result).toMatchObject({ Id: "errors", Label: "<502s> & more", Values: [3] });
    expect(result?.Timestamps?.[0]).toBeInstanceOf(Date);
    expect((result?.Timestamps?.[0]?.getTime() ?? 1) % 60_000).toBe(0);
    expect(contentType).toBe(expectedType);
    cloudWatch.destroy();
  });

  test("returns the same modelled error", async () => {
    const cloudWatch = client();
    const error = await cloudWatch
      .send(new GetMetricDataCommand({ MetricDataQueries: [], StartTime: new Date(1), EndTime: new Date(0) }))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ValidationException);
    expect((error as ValidationException).message).toContain("StartTime must be less");
    cloudWatch.destroy();
  });

  test("accepts a call without any input", async () => {
    const cloudWatch = client();
    await expect(cloudWatch.send(new ListMetricsCommand({}))).resolves.toMatchObject({
      Metrics: [{ MetricName: "HTTPCode_ELB_502_Count" }],
    });
    cloudWatch.destroy();
  });
});
