import { spawnSync } from "node:child_process";
import { recordStack } from "@soft-landing/stack-graph/record/record-stack";
import { beforeAll, describe, expect, test } from "vitest";
import { projectFolder } from "../../src/artifact/artifact.ts";
import { missing, named } from "../missing-tool.ts";
import { allOf, at, userDataOf } from "../recorded.ts";

/** The PYTHON that has the packages, where it is not the first on the PATH. */
const python = process.env.PYTHON ?? "python3";
const reason = missing("botocore", [python, "-c", "import botocore"]);

/** Checks [service, shape path, value] triples against AWS's own API models: pattern, length, range and enumeration. */
const checker = `
import json, re, sys
from botocore.loaders import Loader
from botocore.model import ServiceModel
loader, models, faults = Loader(), {}, []
for service, operation, path, value in json.load(sys.stdin):
    if service not in models:
        models[service] = ServiceModel(loader.load_service_model(service, "service-2"), service)
    shape = models[service].operation_model(operation).input_shape
    for part in path.split("."):
        shape = shape.member if shape.type_name == "list" else shape.members[part]
    meta = dict(shape.metadata)
    if shape.type_name == "string" and getattr(shape, "enum", []):
        if value not in shape.enum: faults.append([path, value, "enum"])
    size = len(value) if isinstance(value, str) else value
    if "min" in meta and size < meta["min"]: faults.append([path, value, "min"])
    if "max" in meta and size > meta["max"]: faults.append([path, value, "max"])
    if "pattern" in meta and isinstance(value, str):
        # A surrogate pair's range, as Java writes it.
        pattern = meta["pattern"].replace("\\\\uD800\\\\uDC00-\\\\uDBFF\\\\uDFFF", "\\U00010000-\\U0010FFFF")
        pattern = pattern.replace("\\\\p{IsLatin}", "A-Za-z").replace("\\\\p{L}", "\\\\w").replace("\\\\p{Z}", "\\\\s").replace("\\\\p{N}", "\\\\d")
        if not re.fullmatch(pattern, value): faults.append([path, value, pattern])
print(json.dumps(faults))
`;

type Fact = [service: string, operation: string, path: string, value: unknown];

function faults(facts: readonly Fact[]): unknown {
  const { stdout, stderr } = spawnSync(python, ["-c", checker], {
    input: JSON.stringify(facts),
    encoding: "utf8",
  });
  return stdout === "" ? stderr : JSON.parse(stdout);
}

const longStack =
  "A.very_long-stack.name_with-everything.that_Pulumi-allows.in_it-and.then_some-more.of_it-0123456789";

describe.skipIf(reason !== undefined)(named("names and sizes, by AWS's own models", reason), () => {
  let facts: Fact[];
  beforeAll(async () => {
    facts = [];
    for (const stack of ["basic", "error-handling", longStack]) {
      facts.push(...(await factsOf(stack)));
    }
  });

  test("pass, for the committed stacks and for the longest name that a stack can have", () => {
    expect(facts.length).toBeGreaterThan(60);
    expect(faults(facts)).toEqual([]);
  });

  test("would be found wrong if they were", () => {
    expect(faults([["autoscaling", "PutScalingPolicy", "PolicyType", ""]])).not.toEqual([]);
    expect(faults([["iam", "CreateRole", "RoleName", "a b"]])).not.toEqual([]);
  });
});

/** What a stack tells AWS about names, in the words of the API. */
async function factsOf(stack: string): Promise<Fact[]> {
  const graph = await recordStack({
    projectFolder,
    stack,
    configFile: `${projectFolder}/Pulumi.basic.yaml`,
    overrides: { shipLogs: "true" },
  });
  const outputs = (type: string, key: string) =>
    allOf(graph, type).map((resource) => at(resource.outputs, key));
  const named = (service: string, operation: string, path: string, values: unknown[]): Fact[] =>
    values.map((value) => [service, operation, path, value]);
  return [
    ...named("elbv2", "CreateLoadBalancer", "Name", outputs("lb/loadBalancer:LoadBalancer", "name")),
    ...named("elbv2", "CreateTargetGroup", "Name", outputs("lb/targetGroup:TargetGroup", "name")),
    ...named("elbv2", "CreateTargetGroup", "HealthCheckPath", [
      at(allOf(graph, "lb/targetGroup:TargetGroup")[0]?.inputs, "healthCheck", "path"),
    ]),
    ...named("elbv2", "CreateTargetGroup", "HealthCheckIntervalSeconds", [
      at(allOf(graph, "lb/targetGroup:TargetGroup")[0]?.inputs, "healthCheck", "interval"),
    ]),
    ...named("elbv2", "CreateTargetGroup", "HealthCheckTimeoutSeconds", [
      at(allOf(graph, "lb/targetGroup:TargetGroup")[0]?.inputs, "healthCheck", "timeout"),
    ]),
    ...named(
      "autoscaling",
      "CreateAutoScalingGroup",
      "AutoScalingGroupName",
      outputs("autoscaling/group:Group", "name"),
    ),
    ...named("autoscaling", "PutScalingPolicy", "PolicyName", outputs("autoscaling/policy:Policy", "name")),
    ...named(
      "autoscaling",
      "PutScalingPolicy",
      "PolicyType",
      outputs("autoscaling/policy:Policy", "policyType"),
    ),
    ...named(
      "ec2",
      "CreateLaunchTemplate",
      "LaunchTemplateName",
      outputs("ec2/launchTemplate:LaunchTemplate", "name"),
    ),
    ...named(
      "ec2",
      "CreateLaunchTemplate",
      "LaunchTemplateData.InstanceType",
      outputs("ec2/launchTemplate:LaunchTemplate", "instanceType"),
    ),
    ...named("dynamodb", "CreateTable", "TableName", outputs("dynamodb/table:Table", "name")),
    ...named("dynamodb", "CreateTable", "BillingMode", outputs("dynamodb/table:Table", "billingMode")),
    ...named("ssm", "PutParameter", "Name", outputs("ssm/parameter:Parameter", "name")),
    ...named("ssm", "PutParameter", "Description", outputs("ssm/parameter:Parameter", "description")),
    ...named("iam", "CreateRole", "RoleName", outputs("iam/role:Role", "name")),
    ...named(
      "iam",
      "CreateInstanceProfile",
      "InstanceProfileName",
      outputs("iam/instanceProfile:InstanceProfile", "name"),
    ),
    ...named("iam", "PutRolePolicy", "PolicyName", outputs("iam/rolePolicy:RolePolicy", "name")),
    ...named(
      "cloudwatch",
      "PutMetricAlarm",
      "AlarmName",
      outputs("cloudwatch/metricAlarm:MetricAlarm", "name"),
    ),
    ...named(
      "cloudwatch",
      "PutMetricAlarm",
      "AlarmDescription",
      outputs("cloudwatch/metricAlarm:MetricAlarm", "alarmDescription"),
    ),
    ...named(
      "cloudwatch",
      "PutMetricAlarm",
      "ComparisonOperator",
      outputs("cloudwatch/metricAlarm:MetricAlarm", "comparisonOperator"),
    ),
    ...named(
      "cloudwatch",
      "PutMetricAlarm",
      "TreatMissingData",
      outputs("cloudwatch/metricAlarm:MetricAlarm", "treatMissingData"),
    ),
    ...named(
      "cloudwatch",
      "PutDashboard",
      "DashboardName",
      outputs("cloudwatch/dashboard:Dashboard", "dashboardName"),
    ),
    ...named("logs", "CreateLogGroup", "logGroupName", outputs("cloudwatch/logGroup:LogGroup", "name")),
    ...named("s3", "CreateBucket", "Bucket", outputs("s3/bucket:Bucket", "bucket")),
    ...named("s3", "PutObject", "Key", outputs("s3/bucketObjectv2:BucketObjectv2", "key")),
    ...named("ec2", "RunInstances", "UserData", [userDataOf(graph)]),
  ];
}
