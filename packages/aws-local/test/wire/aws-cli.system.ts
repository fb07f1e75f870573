import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accountId,
  type SampleRegion,
  startSampleRegion,
  switchParameterName,
  tableName,
  targetGroupArn,
} from "../sample-region.ts";
import { clientEnvironment, runCommand, whyNot } from "./foreign-client.ts";
import { recordedMetrics } from "./recorded-metrics.ts";

const skipped = await whyNot("aws", ["--version"], "the AWS CLI is missing (pip install awscli)");

let lab: SampleRegion;
beforeAll(async () => {
  lab = await startSampleRegion({ tables: true, metrics: recordedMetrics() });
});
afterAll(() => lab.close());

async function aws(...args: string[]): Promise<unknown> {
  const { stdout, stderr } = await runCommand(
    "aws",
    [...args, "--output", "json"],
    clientEnvironment(lab.url),
  );
  return stderr === "" ? JSON.parse(stdout || "null") : stderr;
}

describe.skipIf(skipped)(skipped ?? "the AWS CLI, unmodified", () => {
  test("reads and writes the switch", async () => {
    const name = ["--name", switchParameterName];
    expect(await aws("ssm", "put-parameter", ...name, "--value", "false", "--overwrite")).toMatchObject({
      Version: 2,
    });
    expect(await aws("ssm", "get-parameter", ...name)).toMatchObject({ Parameter: { Value: "false" } });
    expect(
      await aws("ssm", "get-parameters-by-path", "--path", "/soft-landing", "--recursive"),
    ).toMatchObject({
      Parameters: [{ Name: switchParameterName }],
    });
  });

  test("prints a missing parameter's error as from AWS", async () => {
    expect(await aws("ssm", "get-parameter", "--name", "/missing")).toContain(
      "An error occurred (ParameterNotFound) when calling the GetParameter operation",
    );
  });

  test("reads the table", async () => {
    const key = JSON.stringify({ id: { S: "1" } });
    expect(await aws("dynamodb", "get-item", "--table-name", tableName, "--key", key)).toMatchObject({
      Item: { user: { S: "Ada" } },
    });
    expect(await aws("dynamodb", "describe-table", "--table-name", tableName)).toMatchObject({
      Table: { TableArn: `arn:aws:dynamodb:us-east-1:123456789012:table/${tableName}` },
    });
  });

  test("describes balancer, target group, listener and target health", async () => {
    expect(await aws("elbv2", "describe-load-balancers")).toMatchObject({
      LoadBalancers: [{ LoadBalancerName: "soft-landing-test", State: { Code: "active" } }],
    });
    expect(await aws("elbv2", "describe-target-groups", "--names", "servers")).toMatchObject({
      TargetGroups: [{ TargetGroupArn: targetGroupArn }],
    });
    expect(await aws("elbv2", "describe-target-health", "--target-group-arn", targetGroupArn)).toMatchObject({
      TargetHealthDescriptions: [
        { TargetHealth: { State: "healthy" } },
        { TargetHealth: { State: "unhealthy", Reason: "Target.ResponseCodeMismatch" } },
        { TargetHealth: { State: "draining" } },
      ],
    });
    expect(await aws("elbv2", "describe-target-groups", "--names", "nobody")).toContain(
      "An error occurred (TargetGroupNotFound) when calling the DescribeTargetGroups operation: One or more target groups not found",
    );
  });

  test("describes the group and its activities, paging by itself", async () => {
    expect(await aws("autoscaling", "describe-auto-scaling-groups")).toMatchObject({
      AutoScalingGroups: [{ AutoScalingGroupName: "servers-group", DesiredCapacity: 3 }],
    });
    const activities = await aws("autoscaling", "describe-scaling-activities", "--page-size", "3");
    expect((activities as { Activities: unknown[] }).Activities).toHaveLength(4);
  });

  test("reads metrics", async () => {
    const query = JSON.stringify([
      {
        Id: "errors",
        MetricStat: {
          Metric: {
            Namespace: "AWS/ApplicationELB",
            MetricName: "HTTPCode_ELB_502_Count",
            Dimensions: [{ Name: "LoadBalancer", Value: "app/lab/1" }],
          },
          Period: 60,
          Stat: "Sum",
        },
      },
    ]);
    const range = [
      "--start-time",
      new Date(Date.now() - 120_000).toISOString(),
      "--end-time",
      new Date(Date.now() + 60_000).toISOString(),
    ];
    expect(
      await aws("cloudwatch", "get-metric-data", "--metric-data-queries", query, ...range),
    ).toMatchObject({ MetricDataResults: [{ Id: "errors", Values: [3] }] });
    expect(await aws("cloudwatch", "list-metrics", "--namespace", "AWS/ApplicationELB")).toMatchObject({
      Metrics: [{ MetricName: "HTTPCode_ELB_502_Count" }],
    });
  });

  test("knows who it is", async () => {
    expect(await aws("sts", "get-caller-identity")).toMatchObject({ Account: accountId });
  });

  test.each([
    ["a service of the query protocol", ["ec2", "describe-instances"], "DescribeInstances"],
    ["a service of JSON", ["lambda", "list-functions"], "GET /2015-03-31/functions"],
    ["S3", ["s3api", "list-buckets"], "s3"],
    [
      "another call of a known service",
      ["ssm", "get-parameter-history", "--name", "/x"],
      "GetParameterHistory",
    ],
  ])("gets a clear error that names the call for %s", async (_what, args, words) => {
    const message = await aws(...args);
    expect(message).toContain("does not support the call");
    expect(message).toContain(words);
  });
});
