import { spawnSync } from "node:child_process";
import { recordStack } from "@soft-landing/stack-graph/record/record-stack";
import { beforeAll, describe, expect, test } from "vitest";
import { projectFolder } from "../../src/artifact/artifact.ts";
import { longestStackName } from "../../src/plan/names.ts";
import { missing, named } from "../missing-tool.ts";
import { allOf, at } from "../recorded.ts";

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

/** The longest name that is accepted, with every character that Pulumi allows. */
const longStack = "A.very_long-stack.name_with-everything".slice(0, longestStackName);

describe.skipIf(reason !== undefined)(named("names and sizes, by AWS's own models", reason), () => {
  let facts: Fact[];
  beforeAll(async () => {
    facts = [];
    for (const stack of ["basic", "error-handling", longStack]) {
      facts.push(...(await factsOf(stack)));
    }
  });

  test("pass, for the committed stacks and for the longest name that a stack may have", () => {
    expect(facts.length).toBeGreaterThan(60);
    expect(faults(facts)).toEqual([]);
  });

  test("are found wrong with a mistake", () => {
    expect(faults([["autoscaling", "PutScalingPolicy", "PolicyType", ""]])).not.toEqual([]);
    expect(faults([["iam", "CreateRole", "RoleName", "a b"]])).not.toEqual([]);
  });
});

/** Service, operation and field of AWS's API, and the resource and property that the field gets. */
const fields = `
  elbv2 CreateLoadBalancer Name lb/loadBalancer:LoadBalancer name
  elbv2 CreateTargetGroup Name lb/targetGroup:TargetGroup name
  elbv2 CreateTargetGroup HealthCheckPath lb/targetGroup:TargetGroup healthCheck.path
  elbv2 CreateTargetGroup HealthCheckIntervalSeconds lb/targetGroup:TargetGroup healthCheck.interval
  elbv2 CreateTargetGroup HealthCheckTimeoutSeconds lb/targetGroup:TargetGroup healthCheck.timeout
  autoscaling CreateAutoScalingGroup AutoScalingGroupName autoscaling/group:Group name
  autoscaling PutScalingPolicy PolicyName autoscaling/policy:Policy name
  autoscaling PutScalingPolicy PolicyType autoscaling/policy:Policy policyType
  ec2 CreateLaunchTemplate LaunchTemplateName ec2/launchTemplate:LaunchTemplate name
  ec2 CreateLaunchTemplate LaunchTemplateData.InstanceType ec2/launchTemplate:LaunchTemplate instanceType
  ec2 CreateSecurityGroup GroupName ec2/securityGroup:SecurityGroup name
  dynamodb CreateTable TableName dynamodb/table:Table name
  dynamodb CreateTable BillingMode dynamodb/table:Table billingMode
  ssm PutParameter Name ssm/parameter:Parameter name
  ssm PutParameter Description ssm/parameter:Parameter description
  iam CreateRole RoleName iam/role:Role name
  iam CreateInstanceProfile InstanceProfileName iam/instanceProfile:InstanceProfile name
  iam PutRolePolicy PolicyName iam/rolePolicy:RolePolicy name
  cloudwatch PutMetricAlarm AlarmName cloudwatch/metricAlarm:MetricAlarm name
  cloudwatch PutMetricAlarm AlarmDescription cloudwatch/metricAlarm:MetricAlarm alarmDescription
  cloudwatch PutMetricAlarm ComparisonOperator cloudwatch/metricAlarm:MetricAlarm comparisonOperator
  cloudwatch PutMetricAlarm TreatMissingData cloudwatch/metricAlarm:MetricAlarm treatMissingData
  cloudwatch PutDashboard DashboardName cloudwatch/dashboard:Dashboard dashboardName
  logs CreateLogGroup logGroupName cloudwatch/logGroup:LogGroup name
  s3 CreateBucket Bucket s3/bucket:Bucket bucket
  s3 PutObject Key s3/bucketObjectv2:BucketObjectv2 key
`;

async function factsOf(stack: string): Promise<Fact[]> {
  const graph = await recordStack({
    projectFolder,
    stack,
    configFile: `${projectFolder}/Pulumi.basic.yaml`,
    overrides: { shipLogs: "true", accessLogs: "true" },
  });
  return fields
    .trim()
    .split("\n")
    .map((line) => line.trim().split(" "))
    .flatMap(([service = "", operation = "", path = "", type = "", property = ""]) =>
      allOf(graph, type).map(
        ({ outputs }): Fact => [service, operation, path, at(outputs, ...property.split("."))],
      ),
    );
}
