import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { passGate } from "../src/release-gate.ts";
import { type GateAnswers, healthy, serveAwsApi, unhealthy } from "./aws-api.ts";

const three = ["i-1", "i-2", "i-3"];
const all = (state: string) => Object.fromEntries(three.map((id) => [id, state]));

beforeEach(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ name, inputs }) => ({ id: name, state: { name, ...inputs } }),
  });
  pulumi.runtime.setAllConfig({ "aws:region": "us-east-1" });
});
afterEach(() => vi.unstubAllEnvs());

const release = (registered: pulumi.Output<unknown>) => ({
  build: "basic",
  group: new aws.autoscaling.Group("group", { maxSize: 6, minSize: 3 }),
  targetGroupArn: pulumi.output("arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/x/1"),
  instanceCount: 3,
  timeoutMinutes: 15,
  registered,
});

/** Sends a release of three instances through the gate, and says how that ended and what was asked. */
async function gate(answers: GateAnswers, seconds = "1") {
  await using api = await serveAwsApi(answers);
  vi.stubEnv("AWS_ENDPOINT_URL", api.url);
  vi.stubEnv("SOFT_LANDING_RELEASE_TIMEOUT_SECONDS", seconds);
  const ended = await passGate(release(pulumi.output({}))).then(
    () => "passed",
    (error: unknown) => error,
  );
  return { ended, calls: api.calls };
}

describe("the release's gate", () => {
  test("passes a release that serves, after one check", async () => {
    const { ended, calls } = await gate({ instances: three, health: all(healthy) });
    expect([ended, calls.toSorted()]).toEqual([
      "passed",
      ["DescribeAutoScalingGroups", "DescribeTargetHealth"],
    ]);
  });

  test("waits until the last instance is healthy", async () => {
    let asked = 0;
    const { ended } = await gate(
      {
        instances: three,
        get health() {
          return { ...all(healthy), ...(asked++ < 2 && { "i-3": unhealthy }) };
        },
      },
      "60",
    );
    expect([ended, asked]).toEqual(["passed", 3]);
  });

  test("fails with the reason, and without a stack trace, if the release does not serve in time", async () => {
    const { ended } = await gate({ instances: three, health: { ...all(unhealthy), "i-old": healthy } });
    expect(ended).toBeInstanceOf(pulumi.RunError);
    expect(String(ended)).toContain("i-1 in us-east-1a, InService: unhealthy, Target.ResponseCodeMismatch");
    expect(String(ended)).toContain("1 healthy instances of another release keep serving");
  });

  test("continues to wait after a failed launch, and names it at the end", async () => {
    const { ended } = await gate({ instances: [], health: {}, failedLaunch: "VcpuLimitExceeded" });
    expect(String(ended)).toContain("The last launch that failed: VcpuLimitExceeded");
  });

  test.each(["DescribeAutoScalingGroups", "DescribeTargetHealth"])(
    "fails at once if it may not call %s, and says what it needs",
    async (action) => {
      const error = { action, status: 403, code: "AccessDenied", times: 9 };
      const { ended } = await gate({ instances: three, health: all(healthy), error }, "60");
      expect(ended).toBeInstanceOf(pulumi.RunError);
      expect(String(ended)).toMatch(
        /AccessDenied: not you.*Nothing was deleted.*elasticloadbalancing:DescribeTargetHealth/s,
      );
    },
  );

  test("asks again when AWS does not answer", async () => {
    const error = { action: "DescribeTargetHealth", status: 503, code: "ServiceUnavailable", times: 3 };
    const { ended } = await gate({ instances: three, health: all(healthy), error }, "60");
    expect(ended).toBe("passed");
  });

  test("does not say that a release fails if it could not see it", async () => {
    const error = { action: "DescribeTargetHealth", status: 503, code: "ServiceUnavailable", times: 99 };
    const { ended } = await gate({ instances: three, health: all(healthy), error }, "0");
    expect(String(ended)).toContain(
      "It is unknown whether the release serves: AWS does not answer (ServiceUnavailable",
    );
  });

  test("does not ask before every resource is registered", async () => {
    await using api = await serveAwsApi({ instances: three, health: all(healthy) });
    vi.stubEnv("AWS_ENDPOINT_URL", api.url);
    const askedBefore = new Promise<number>((resolve) => setTimeout(() => resolve(api.calls.length), 50));
    await passGate(release(pulumi.output(askedBefore)));
    expect([await askedBefore, api.calls.length]).toEqual([0, 2]);
  });

  test("refuses an invalid time limit", async () => {
    const { ended } = await gate({ instances: three, health: all(healthy) }, "soon");
    expect(String(ended)).toContain("SOFT_LANDING_RELEASE_TIMEOUT_SECONDS = soon: give a whole number");
  });
});
