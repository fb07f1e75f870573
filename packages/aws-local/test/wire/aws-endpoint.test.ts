import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  GetServiceSettingCommand,
  PutParameterCommand,
  SSMClient,
  UpdateServiceSettingCommand,
} from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { systemClock } from "@soft-landing/shared/clock";
import { afterEach, describe, expect, test } from "vitest";
import { createAwsEndpoint } from "../../src/endpoint.ts";
import { createFaultRegistry } from "../../src/faults/fault-registry.ts";
import { createRoleCredentials } from "../../src/imds/role-credentials.ts";
import { manualClock } from "../manual-clock.ts";
import {
  type SampleRegion,
  type SampleRegionOptions,
  startSampleRegion,
  switchParameterName,
  tableName,
} from "../sample-region.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
});

async function start(overrides: SampleRegionOptions = {}): Promise<SampleRegion> {
  const lab = await startSampleRegion(overrides);
  open.push(lab);
  return lab;
}

/** For a call to arrive; long, because machines are busy. */
const patience = { timeout: 10_000 };
const getItem = new GetItemCommand({ TableName: tableName, Key: { id: { S: "1" } } });
const getSwitch = new GetParameterCommand({ Name: switchParameterName });

describe("the AWS endpoint as on AWS", () => {
  test("refuses a Region other than the stack's and names the right one", async () => {
    const { clientConfig } = await start();
    const ssm = new SSMClient({ ...clientConfig, region: "eu-west-1" });
    await expect(ssm.send(getSwitch)).rejects.toMatchObject({
      name: "InvalidSignatureException",
      message: expect.stringContaining("AWS_REGION=us-east-1"),
    });
    const sts = new STSClient({ ...clientConfig, region: "eu-west-1" });
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toHaveProperty("Account");
  });

  test("refuses an unsigned request", async () => {
    const { url } = await start();
    const headers = {
      "X-Amz-Target": "AmazonSSM.GetParameter",
      "Content-Type": "application/x-amz-json-1.1",
    };
    const answer = await fetch(url, { method: "POST", headers, body: "{}" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: "MissingAuthenticationTokenException" });
    const query = await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ Action: "GetCallerIdentity", Version: "2011-06-15" }),
    });
    expect(query.status).toBe(403);
    expect(await query.text()).toContain("<Code>MissingAuthenticationToken</Code>");
  });

  test("refuses a body that is not JSON, and JSON that does not fit the shape", async () => {
    const { url } = await start();
    for (const body of ["{", "[]", '{"Name": 5}']) {
      const answer = await signedSsmCall(url, "GetParameter", body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ __type: "SerializationException" });
    }
  });

  test.for([
    ["GetParameters", { Names: ["/a", null] }, "names.2.member"],
    ["PutParameter", { Name: "/a", Value: "b", Tags: [{ Key: "k", Value: "v" }, null] }, "tags.2.member"],
  ] as const)("refuses a null in a list of %s and says where it is", async ([operation, input, path]) => {
    const { url } = await start();
    const answer = await signedSsmCall(url, operation, JSON.stringify(input));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      __type: "ValidationException",
      message: `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`,
    });
  });

  test("refuses a role's credentials that have expired", async () => {
    const clock = manualClock();
    const callers = createRoleCredentials({ clock });
    const { clientConfig } = await start({ clock, callers });
    const caller = { instanceId: "i-1", availabilityZone: "us-east-1a", roleName: "server" };
    const { AccessKeyId, SecretAccessKey, Token } = callers.credentialsOf(caller);
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
    const ssm = new SSMClient({ ...clientConfig, credentials });
    await expect(ssm.send(getSwitch)).resolves.toHaveProperty("Parameter");
    clock.advance(6 * 60 * 60 * 1000);
    await expect(ssm.send(getSwitch)).rejects.toMatchObject({ name: "ExpiredTokenException" });
  });

  test("limits reads of parameters to 40 a second for all callers together, if configured", async () => {
    const clock = manualClock();
    const { clientConfig } = await start({ clock, parameterThroughputLimit: true });
    const ssm = new SSMClient(clientConfig);
    const sendMany = async (count: number) => {
      const outcomes = await Promise.allSettled(Array.from({ length: count }, () => ssm.send(getSwitch)));
      return outcomes.filter(({ status }) => status === "fulfilled").length;
    };
    expect(await sendMany(50)).toBe(40);
    clock.advance(500);
    expect(await sendMany(30)).toBe(20);
    await expect(ssm.send(getSwitch)).rejects.toMatchObject({
      name: "ThrottlingException",
      message: "Rate exceeded",
    });
    const put = new PutParameterCommand({ Name: switchParameterName, Value: "true", Overwrite: true });
    await expect(ssm.send(put)).resolves.toHaveProperty("Version");
  });
});

/** A call that no SDK would make. */
function signedSsmCall(url: string, operation: string, body: string): Promise<Response> {
  const headers = {
    "X-Amz-Target": `AmazonSSM.${operation}`,
    "Content-Type": "application/x-amz-json-1.1",
    Authorization: "AWS4-HMAC-SHA256 Credential=AKIALAB/20260101/us-east-1/ssm/aws4_request",
  };
  return fetch(url, { method: "POST", headers, body });
}

describe("the AWS endpoint in the lab", () => {
  test("turns the limit on reads off and on by AWS's own setting for higher throughput", async () => {
    const clock = manualClock();
    const { clientConfig } = await start({ clock });
    const ssm = new SSMClient(clientConfig);
    const SettingId = "/ssm/parameter-store/high-throughput-enabled";
    const readMany = async () => {
      const reads = await Promise.allSettled(Array.from({ length: 50 }, () => ssm.send(getSwitch)));
      return reads.filter(({ status }) => status === "fulfilled").length;
    };
    const isHigh = async () =>
      (await ssm.send(new GetServiceSettingCommand({ SettingId }))).ServiceSetting?.SettingValue;
    expect([await isHigh(), await readMany()]).toEqual(["true", 50]);
    await ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue: "false" }));
    expect([await isHigh(), await readMany()]).toEqual(["false", 40]);
    await ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue: "true" }));
    expect(await readMany()).toBe(50);
    await expect(ssm.send(new GetServiceSettingCommand({ SettingId: "/other" }))).rejects.toMatchObject({
      name: "ServiceSettingNotFound",
    });
  });

  test("lets the lab read, write and watch the switch itself", async () => {
    const { services, clientConfig } = await start();
    const { parameters } = services.ssm;
    const changes: string[] = [];
    parameters.onChange((name) => changes.push(name));
    expect(parameters.get(switchParameterName)).toEqual({ value: "true", version: 1 });
    expect(parameters.put(switchParameterName, "false")).toBe(2);
    const { Parameter } = await new SSMClient(clientConfig).send(getSwitch);
    expect(Parameter?.Value).toBe("false");
    expect(changes).toEqual([switchParameterName]);
  });

  test("rejects with the system's error if the port is in use", async () => {
    const { url } = await start();
    const second = await startSampleRegion();
    open.push(second);
    await second.close();
    const third = startOn(Number(new URL(url).port));
    await expect(third).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

function startOn(port: number): Promise<number> {
  const endpoint = createAwsEndpoint({
    region: "us-east-1",
    accountId: "123456789012",
    services: [],
    callers: { callerOf: () => undefined, hasExpired: () => false },
    faults: createFaultRegistry(),
    clock: systemClock,
  });
  return endpoint.listen(port);
}

describe("faults on the AWS endpoint as on AWS", () => {
  test("answer with their error and AWS's message, and count their effect", async () => {
    const { faults, clientConfig } = await start({ tables: true });
    const [fault] = faults.add([
      {
        service: "dynamodb",
        probability: 1,
        error: { statusCode: 400, code: "ProvisionedThroughputExceededException" },
      },
    ]);
    const dynamoDb = new DynamoDBClient(clientConfig);
    await expect(dynamoDb.send(getItem)).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
      message: expect.stringContaining("configured provisioned throughput"),
    });
    await expect(new SSMClient(clientConfig).send(getSwitch)).resolves.toHaveProperty("Parameter");
    expect(faults.list()).toMatchObject([{ id: fault?.id, effectCount: 1 }]);
    faults.remove();
    await expect(dynamoDb.send(getItem)).resolves.toHaveProperty("Item");
  });

  const parameterArn = `arn:aws:ssm:us-east-1:123456789012:parameter${switchParameterName}`;
  const tableArn = `arn:aws:dynamodb:us-east-1:123456789012:table/${tableName}`;
  const settingId = "/ssm/parameter-store/high-throughput-enabled";
  test.each<[string, (config: SampleRegion["clientConfig"]) => Promise<unknown>, string | undefined]>([
    ["dynamodb:GetItem", (config) => new DynamoDBClient(config).send(getItem), tableArn],
    [
      "dynamodb:Query",
      (config) =>
        new DynamoDBClient(config).send(new QueryCommand({ TableName: tableArn, IndexName: "by-user" })),
      `${tableArn}/index/by-user`,
    ],
    [
      "dynamodb:BatchGetItem",
      (config) =>
        new DynamoDBClient(config).send(
          new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: [] } } }),
        ),
      tableArn,
    ],
    [
      "dynamodb:ListTables",
      (config) => new DynamoDBClient(config).send(new ListTablesCommand({})),
      "arn:aws:dynamodb:us-east-1:123456789012:table/*",
    ],
    [
      "dynamodb:ListTagsOfResource",
      (config) => new DynamoDBClient(config).send(new ListTagsOfResourceCommand({ ResourceArn: tableArn })),
      tableArn,
    ],
    ["ssm:GetParameter", (config) => new SSMClient(config).send(getSwitch), parameterArn],
    [
      "ssm:GetParameter",
      (config) => new SSMClient(config).send(new GetParameterCommand({ Name: `${parameterArn}` })),
      parameterArn,
    ],
    [
      "ssm:GetParameters",
      (config) =>
        new SSMClient(config).send(new GetParametersCommand({ Names: [`${switchParameterName}:1`, "/b"] })),
      parameterArn,
    ],
    [
      "ssm:GetParametersByPath",
      (config) => new SSMClient(config).send(new GetParametersByPathCommand({ Path: "/soft-landing" })),
      "arn:aws:ssm:us-east-1:123456789012:parameter/soft-landing",
    ],
    [
      "ssm:PutParameter",
      (config) => new SSMClient(config).send(new PutParameterCommand({ Name: "plain", Value: "x" })),
      "arn:aws:ssm:us-east-1:123456789012:parameter/plain",
    ],
    [
      "ssm:DescribeParameters",
      (config) => new SSMClient(config).send(new DescribeParametersCommand({})),
      "arn:aws:ssm:us-east-1:123456789012:*",
    ],
    [
      "ssm:GetServiceSetting",
      (config) => new SSMClient(config).send(new GetServiceSettingCommand({ SettingId: settingId })),
      `arn:aws:ssm:us-east-1:123456789012:servicesetting${settingId}`,
    ],
    [
      "cloudwatch:ListMetrics",
      (config) => new CloudWatchClient(config).send(new ListMetricsCommand({})),
      undefined,
    ],
    [
      "elasticloadbalancing:DescribeLoadBalancers",
      (config) => new ElasticLoadBalancingV2Client(config).send(new DescribeLoadBalancersCommand({})),
      undefined,
    ],
    [
      "autoscaling:DescribeAutoScalingGroups",
      (config) => new AutoScalingClient(config).send(new DescribeAutoScalingGroupsCommand({})),
      undefined,
    ],
  ])("deny %s with IAM's message: who, which action, on which resource", async (action, send, resource) => {
    const callers = {
      hasExpired: () => false,
      callerOf: () => ({ instanceId: "i-1", availabilityZone: "us-east-1a", roleName: "server" }),
    };
    const { faults, clientConfig } = await start({ callers });
    faults.add([{ probability: 1, error: { statusCode: 400, code: "AccessDeniedException" } }]);
    const onResource = resource === undefined ? "" : ` on resource: ${resource}`;
    await expect(send(clientConfig)).rejects.toMatchObject({
      name: expect.stringMatching(/^AccessDenied/),
      message: `User: arn:aws:sts::123456789012:assumed-role/server/i-1 is not authorized to perform: ${action}${onResource} because no identity-based policy allows the ${action} action`,
    });
  });
});

describe("faults on the AWS endpoint in the lab", () => {
  test("deny a call with an invalid input without naming a resource", async () => {
    const { faults, url } = await start();
    faults.add([{ probability: 1, error: { statusCode: 400, code: "AccessDeniedException" } }]);
    for (const [operation, expected] of [
      ["GetParameter", "perform: ssm:GetParameter because"],
      ["Nonsense", "perform: ssm:Nonsense because"],
    ] as const) {
      const answer = await signedSsmCall(url, operation, "[");
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining(expected) });
    }
  });

  test("can affect the calls of one instance or one zone only", async () => {
    const callers = {
      hasExpired: () => false,
      callerOf: (accessKeyId: string) => ({
        instanceId: `i-${accessKeyId}`,
        availabilityZone: accessKeyId === "C" ? "us-east-1b" : "us-east-1a",
        roleName: "server",
      }),
    };
    const { faults, clientConfig } = await start({ callers });
    const failsFor = async (accessKeyId: string) => {
      const ssm = new SSMClient({ ...clientConfig, credentials: { accessKeyId, secretAccessKey: "x" } });
      return ssm.send(getSwitch).then(
        () => false,
        () => true,
      );
    };
    const error = { statusCode: 500, code: "InternalServerError" };
    faults.add([{ probability: 1, error, target: { instance: "i-A" } }]);
    expect([await failsFor("A"), await failsFor("B"), await failsFor("C")]).toEqual([true, false, false]);
    faults.replace([{ probability: 1, error, target: { availabilityZone: "us-east-1b" } }]);
    expect([await failsFor("A"), await failsFor("B"), await failsFor("C")]).toEqual([false, false, true]);
  });

  test("delay a call by their latency", async () => {
    const clock = manualClock();
    const { faults, clientConfig } = await start({ clock });
    faults.add([{ operation: "GetParameter", probability: 1, latencyMs: 3000 }]);
    let answered = false;
    const call = new SSMClient(clientConfig).send(getSwitch).then(() => {
      answered = true;
    });
    await expect.poll(() => faults.list()[0]?.effectCount, patience).toBe(1);
    clock.advance(2999);
    await new Promise(setImmediate);
    expect(answered).toBe(false);
    clock.advance(1);
    await call;
    expect(answered).toBe(true);
  });

  test("close the connection of a hanging call when they are removed", async () => {
    const { faults, clientConfig } = await start();
    faults.add([{ probability: 1, hang: true }]);
    const call = new SSMClient(clientConfig).send(getSwitch).catch((error: unknown) => error);
    await expect.poll(() => faults.list()[0]?.effectCount, patience).toBe(1);
    faults.remove();
    expect(await call).toMatchObject({ code: "ECONNRESET" });
  });

  test("leave no call waiting when the endpoint closes", async () => {
    const { endpoint, faults, clientConfig } = await start();
    faults.add([{ probability: 1, hang: true }]);
    const call = new SSMClient(clientConfig).send(getSwitch).catch((error: unknown) => error);
    await expect.poll(() => faults.list()[0]?.effectCount, patience).toBe(1);
    await endpoint.close();
    expect(await call).toBeInstanceOf(Error);
    expect(faults.list()).toEqual([]);
  });
});
