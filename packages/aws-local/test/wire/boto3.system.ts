import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type SampleRegion,
  startSampleRegion,
  switchParameterName,
  tableName,
  targetGroupArn,
} from "../sample-region.ts";
import { clientEnvironment, python, runCommand, whyNot } from "./foreign-client.ts";
import { recordedMetrics } from "./recorded-metrics.ts";

const skipped = await whyNot(python, ["-c", "import boto3"], "boto3 is missing (pip install boto3)");

let lab: SampleRegion;
beforeAll(async () => {
  lab = await startSampleRegion({ tables: true, metrics: recordedMetrics() });
});
afterAll(() => lab.close());

/** Evaluates Python statements that fill `out`, with boto3's clients at hand. */
async function boto3(statements: string): Promise<unknown> {
  const program = [
    "import boto3, botocore, datetime, json",
    "client = boto3.client",
    "out = None",
    statements,
    "print(json.dumps(out, default=str))",
  ].join("\n");
  const { stdout, stderr } = await runCommand(python, ["-c", program], clientEnvironment(lab.url));
  if (stderr !== "") {
    throw new Error(stderr);
  }
  return JSON.parse(stdout);
}

describe.skipIf(skipped)(skipped ?? "boto3, unmodified", () => {
  test("reads the switch with its time as a time", async () => {
    const out = await boto3(
      `p = client("ssm").get_parameter(Name="${switchParameterName}")["Parameter"]
out = [p["Value"], p["Version"], isinstance(p["LastModifiedDate"], datetime.datetime)]`,
    );
    expect(out).toEqual(["true", 1, true]);
  });

  test("raises the modelled exceptions", async () => {
    const out = await boto3(
      `ssm, elb = client("ssm"), client("elbv2")
out = []
try: ssm.get_parameter(Name="/missing")
except ssm.exceptions.ParameterNotFound as e: out.append(e.response["Error"]["Code"])
try: elb.describe_target_health(TargetGroupArn="${targetGroupArn}x")
except elb.exceptions.TargetGroupNotFoundException as e: out.append(e.response["Error"]["Code"])
try: client("cloudwatch").get_metric_data(MetricDataQueries=[{"Id": "e", "Expression": "m"}], StartTime=0, EndTime=60)
except botocore.exceptions.ClientError as e: out.append(e.response["Error"]["Code"])`,
    );
    expect(out).toEqual(["ParameterNotFound", "TargetGroupNotFound", "ValidationError"]);
  });

  test("reads the table, checksum included", async () => {
    const out = await boto3(
      `t = boto3.resource("dynamodb").Table("${tableName}")
out = [t.get_item(Key={"id": "2"})["Item"]["user"], t.table_status, sorted(i["user"] for i in t.scan()["Items"])]`,
    );
    expect(out).toEqual(["Ben", "ACTIVE", ["Ada", "Ben"]]);
  });

  test("reads metrics in its preferred protocol", async () => {
    const out = await boto3(
      `cw = client("cloudwatch")
now = datetime.datetime.now(datetime.timezone.utc)
m = {"Namespace": "AWS/ApplicationELB", "MetricName": "HTTPCode_ELB_502_Count", "Dimensions": [{"Name": "LoadBalancer", "Value": "app/lab/1"}]}
r = cw.get_metric_data(MetricDataQueries=[{"Id": "m", "MetricStat": {"Metric": m, "Period": 60, "Stat": "Sum"}}], StartTime=now - datetime.timedelta(minutes=2), EndTime=now + datetime.timedelta(minutes=1))["MetricDataResults"][0]
out = [r["Values"], isinstance(r["Timestamps"][0], datetime.datetime), len(cw.list_metrics()["Metrics"])]`,
    );
    expect(out).toEqual([[3], true, 1]);
  });

  test("uses its own paginators and waiters", async () => {
    const out = await boto3(
      `a = client("autoscaling")
pages = a.get_paginator("describe_scaling_activities").paginate(PaginationConfig={"PageSize": 3})
client("elbv2").get_waiter("load_balancer_available").wait()
out = [len(p["Activities"]) for p in pages] + [a.describe_auto_scaling_groups()["AutoScalingGroups"][0]["Instances"][0]["LifecycleState"]]`,
    );
    expect(out).toEqual([3, 1, "InService"]);
  });

  test("knows who it is", async () => {
    expect(await boto3(`out = client("sts").get_caller_identity()["Account"]`)).toBe("123456789012");
  });
});
