import { describe, expect, onTestFinished, test } from "vitest";
import { slowStartWeight } from "../../../src/load-balancer/routing/slow-start.ts";
import { manualClock } from "../../manual-clock.ts";
import { pass, untilState } from "../passing-time.ts";
import { RawClient } from "../raw-client.ts";
import { failingCheck, passingCheck, RawTarget } from "../raw-target.ts";
import { type Rig, startRig } from "../rig.ts";

const slow = { slowStartSeconds: 30 };

test("without a duration a target gets its full share at once", () => {
  expect(slowStartWeight(0, 0)).toBe(1);
});

describe("slow start, as on AWS", () => {
  test("a target that joins others gets a growing share until the duration has passed", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock, targetGroup: slow });
    const [first, second, joining] = await startTargets(3);
    await rig.registerHealthy(first.as("i-0"), second.as("i-1"));
    await rig.registerHealthy(joining.as("i-2"));
    expect(await shareOf(joining, rig, 200)).toBeLessThan(0.02);
    await pass(clock, 15_000);
    expect(await shareOf(joining, rig, 100)).toBeCloseTo(0.2, 1);
    await pass(clock, 15_000);
    expect(await shareOf(joining, rig, 99)).toBeCloseTo(1 / 3, 1);
  });

  test("targets that are registered together in an empty group get their full share at once", async () => {
    const rig = await startRig({ clock: manualClock(), targetGroup: slow });
    const targets = await startTargets(3);
    await rig.registerHealthy(...targets.map((target, i) => target.as(`i-${i}`)));
    for (const target of targets) {
      expect(await shareOf(target, rig, 30)).toBeCloseTo(1 / 3, 1);
    }
  });

  test("a target that recovers starts slowly again", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock, targetGroup: slow });
    const [steady, other, failing] = await startTargets(3);
    await rig.registerHealthy(steady.as("i-0"), other.as("i-1"), failing.as("i-2"));
    failing.healthAnswer = failingCheck;
    await untilState(rig, clock, "unhealthy", "i-2");
    failing.healthAnswer = passingCheck;
    await untilState(rig, clock, "healthy", "i-2");
    expect(await shareOf(failing, rig, 200)).toBeLessThan(0.05);
    await pass(clock, 30_000);
    expect(await shareOf(failing, rig, 99)).toBeCloseTo(1 / 3, 1);
  });

  test("a target that becomes healthy while no other is healthy gets its full share at once", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock, targetGroup: slow });
    const [failing, joining, later] = await startTargets(3);
    await rig.registerHealthy(failing.as("i-2"));
    joining.healthAnswer = failingCheck;
    rig.targetGroup.register(joining.as("i-1"));
    failing.healthAnswer = failingCheck;
    await untilState(rig, clock, "unhealthy", "i-2");
    joining.healthAnswer = passingCheck;
    await untilState(rig, clock, "healthy", "i-1");
    await rig.registerHealthy(later.as("i-0"));
    expect(await shareOf(joining, rig, 200)).toBeGreaterThan(0.9);
  });

  test.for(["least_outstanding_requests", "weighted_random"] as const)(
    "does not apply with %s",
    async (algorithm) => {
      const rig = await startRig({ clock: manualClock(), targetGroup: { ...slow, algorithm } });
      const [first, joining] = await startTargets(2);
      await rig.registerHealthy(first.as("i-0"));
      await rig.registerHealthy(joining.as("i-1"));
      expect(await shareOf(joining, rig, 100)).toBeGreaterThan(0.3);
    },
  );
});

async function startTargets(count: number): Promise<[RawTarget, RawTarget, RawTarget]> {
  const targets = await Promise.all(Array.from({ length: count }, () => RawTarget.start()));
  onTestFinished(() => Promise.all(targets.map((target) => target.close())).then(() => {}));
  return targets as [RawTarget, RawTarget, RawTarget];
}

async function shareOf(target: RawTarget, rig: Rig, requests: number): Promise<number> {
  const before = target.requestLines.length;
  const client = await RawClient.connect(rig.port);
  for (let i = 0; i < requests; i++) {
    client.received = "";
    client.write("GET / HTTP/1.1\r\nHost: web\r\n\r\n");
    await client.until(/hello$/);
  }
  client.close();
  return (target.requestLines.length - before) / requests;
}
