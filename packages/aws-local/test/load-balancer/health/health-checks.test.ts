import { describe, expect, onTestFinished, test } from "vitest";
import { manualClock } from "../../manual-clock.ts";
import { turn, untilState } from "../passing-time.ts";
import { RawClient, statusesIn } from "../raw-client.ts";
import { failingCheck, passingCheck, RawTarget } from "../raw-target.ts";
import { defaultTargetGroup, type Rig, startRig, startRigWithTarget } from "../rig.ts";

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";

const group = { TargetGroup: defaultTargetGroup.arnSuffix };

describe("health checks, as on AWS", () => {
  test("goes from registration to the first check to healthy", async () => {
    const { rig } = await startRigWithTarget(undefined, { clock: manualClock() });
    expect(rig.changes.map(({ health }) => ("reason" in health ? health.reason : health.state))).toEqual([
      "Elb.RegistrationInProgress",
      "Elb.InitialHealthChecking",
      "healthy",
    ]);
  });

  test("checks with GET, its own user agent, and a connection that it closes", async () => {
    const { target } = await startRigWithTarget(undefined, { clock: manualClock() });
    const [head = ""] = target.healthChecks;
    expect(head).toMatch(/^GET \/healthcheck HTTP\/1\.1\r\n/);
    expect(head).toMatch(/\r\nUser-Agent: ELB-HealthChecker\/2\.0(\r\n|$)/);
    expect(head).toMatch(/\r\nConnection: close(\r\n|$)/);
    expect(head).toContain(`\r\nHost: 127.0.0.1:${target.port}`);
  });

  test("checks once every interval", async () => {
    const clock = manualClock();
    const { target } = await startRigWithTarget(undefined, { clock });
    for (let round = 1; round < 5; round++) {
      expect(target.healthChecks).toHaveLength(round);
      clock.advance(4_999);
      await turn();
      expect(target.healthChecks).toHaveLength(round);
      clock.advance(1);
      await target.until(() => target.healthChecks.length === round + 1);
    }
  });

  test("does not count health checks in any metric", async () => {
    const { rig } = await startRigWithTarget(undefined, { clock: manualClock() });
    expect(
      rig.metrics
        .list()
        .filter(({ metricName }) => /Request|HTTPCode|ResponseTime|Connection/.test(metricName)),
    ).toEqual([]);
  });

  test.for([
    {
      kind: "a wrong status",
      react: (target: RawTarget) => {
        target.healthAnswer = failingCheck;
      },
      health: {
        state: "unhealthy",
        reason: "Target.ResponseCodeMismatch",
        description: "Health checks failed with these codes: [503]",
      },
    },
    {
      kind: "no answer in time",
      react: (target: RawTarget) => {
        target.healthAnswer = undefined;
      },
      health: { state: "unhealthy", reason: "Target.Timeout", description: "Request timed out" },
    },
    {
      kind: "garbage",
      react: (target: RawTarget) => {
        target.healthAnswer = "garbage\r\n\r\n";
      },
      health: {
        state: "unhealthy",
        reason: "Target.FailedHealthChecks",
        description: "Health checks failed",
      },
    },
    {
      kind: "an empty answer",
      react: (target: RawTarget) => {
        target.healthAnswer = "";
      },
      health: {
        state: "unhealthy",
        reason: "Target.FailedHealthChecks",
        description: "Health checks failed",
      },
    },
    {
      kind: "a refused connection",
      react: (target: RawTarget) => void target.close(),
      health: {
        state: "unhealthy",
        reason: "Target.FailedHealthChecks",
        description: "Health checks failed",
      },
    },
  ] as const)(
    "calls a target unhealthy for $kind, with AWS's reason and description",
    async ({ react, health }) => {
      const clock = manualClock();
      const { rig, target } = await startRigWithTarget(undefined, { clock });
      react(target);
      await untilState(rig, clock, "unhealthy");
      expect(rig.targetGroup.describeTargets()[0]?.health).toEqual(health);
    },
  );

  test("needs two failures to become unhealthy and two successes to recover", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(undefined, { clock });
    target.healthAnswer = failingCheck;
    await untilState(rig, clock, "unhealthy");
    expect(target.healthChecks).toHaveLength(3);
    target.healthAnswer = passingCheck;
    await untilState(rig, clock, "healthy");
    expect(target.healthChecks).toHaveLength(5);
  });

  test("sends requests only to healthy targets, and to all when none is", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock });
    const targets = await Promise.all([1, 2, 3].map(() => RawTarget.start()));
    onTestFinished(() => Promise.all(targets.map((target) => target.close())).then(() => {}));
    await rig.registerHealthy(...targets.map((target, i) => target.as(`i-${i}`)));

    const [first, ...others] = targets as [RawTarget, ...RawTarget[]];
    first.healthAnswer = failingCheck;
    await untilState(rig, clock, "unhealthy", "i-0");
    await ask(rig, 6);
    expect(targets.map(({ requestLines }) => requestLines.length)).toEqual([0, 3, 3]);
    expect(rig.sum("UnhealthyRoutingRequestCount", group)).toBeUndefined();

    for (const other of others) {
      other.healthAnswer = first.healthAnswer;
    }
    await untilState(rig, clock, "unhealthy", "i-1");
    await untilState(rig, clock, "unhealthy", "i-2");
    await ask(rig, 9);
    expect(targets.map(({ requestLines }) => requestLines.length)).toEqual([3, 6, 6]);
    expect(rig.sum("UnhealthyRoutingRequestCount", group)).toBe(9);
  });

  test("samples healthy and unhealthy hosts every second, per zone and in total", async () => {
    const clock = manualClock();
    const { rig } = await startRigWithTarget(undefined, { clock });
    clock.advance(10_000);
    expect(rig.sum("HealthyHostCount", group)).toBe(10);
    expect(rig.sum("UnHealthyHostCount", group)).toBe(0);
    expect(rig.sum("HealthyHostCount", { ...group, AvailabilityZone: "us-east-1a" })).toBe(10);
  });
});

test("answers 503 while no target has been checked yet, unless told to fail open", async () => {
  const clock = manualClock();
  for (const initialFailOpen of [false, true]) {
    const target = await RawTarget.start();
    onTestFinished(() => target.close());
    target.healthAnswer = undefined;
    const rig = await startRig({ clock, initialFailOpen });
    rig.targetGroup.register(target.as("i-0"));
    expect(await ask(rig, 1)).toEqual([initialFailOpen ? 200 : 503]);
  }
});

async function ask(rig: Rig, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) {
    const client = await RawClient.send(rig.port, get);
    statuses.push(...statusesIn(await client.until(/\r\n\r\n.+$/s)));
    client.close();
  }
  return statuses;
}
