import { describe, expect, onTestFinished, test } from "vitest";
import { createLoadBalancer } from "../../src/load-balancer/balancer/load-balancer.ts";
import type { TargetGroup, TargetGroupSettings } from "../../src/load-balancer/contract.ts";
import { createTargetGroup } from "../../src/load-balancer/target-group/target-group.ts";
import { manualClock } from "../manual-clock.ts";
import { pass, turn, untilState } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, bytes, RawTarget, type Reaction, silence } from "./raw-target.ts";
import { defaultSettings, defaultTargetGroup, type Rig, startRig, startRigWithTarget } from "./rig.ts";

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
const other: TargetGroupSettings = {
  ...defaultTargetGroup,
  name: "other",
  arn: defaultTargetGroup.arn.replace("/web/", "/other/"),
  arnSuffix: "targetgroup/other/fedcba9876543210",
};
const forward = (...targetGroups: TargetGroup[]) =>
  ({
    type: "forward",
    targetGroups: targetGroups.map((targetGroup) => ({ targetGroup, weight: 1 })),
  }) as const;

describe("a target group that no listener forwards to, as on AWS", () => {
  test("shows its targets as unused, and does not check them", async () => {
    const clock = manualClock();
    const targetGroup = createTargetGroup({ settings: defaultTargetGroup, clock });
    const target = await startTarget();
    targetGroup.register(target.as("i-0"));
    await pass(clock, 20_000);
    expect(targetGroup.describeTargets()).toMatchObject([
      {
        target: { id: "i-0" },
        health: {
          state: "unused",
          reason: "Target.NotInUse",
          description: "Target group is not configured to receive traffic from the load balancer",
        },
      },
    ]);
    expect(target.healthChecks).toEqual([]);
    await targetGroup.deregister("i-0");
    expect(targetGroup.describeTargets()).toEqual([]);
  });

  test("checks its targets once a listener forwards to it", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock });
    const { targetGroup, target } = await groupWithTarget(other, clock);
    rig.listener.update({ ...rig.listenerSettings, defaultAction: forward(targetGroup) });
    await untilHealthy(targetGroup, clock);
    expect(target.healthChecks.length).toBeGreaterThan(0);
    expect(await ask(rig)).toBe(200);
    expect(target.requestLines).toHaveLength(1);
  });

  test("after the last listener is deleted, its targets are unused again, and requests in flight finish", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(silence, { clock });
    const client = await RawClient.send(rig.port, get);
    await target.until(() => target.requestLines.length === 1);
    const { targetGroup } = await groupWithTarget(other, clock);
    rig.listener.update({ ...rig.listenerSettings, defaultAction: forward(targetGroup) });
    expect(rig.stateOf("i-0")).toBe("unused");
    expect(rig.changes.at(-1)?.health).toMatchObject({ reason: "Target.NotInUse" });
    answer("late")(target.socketOfLastRequest(), "");
    expect(await client.until(/late$/)).toMatch(/^HTTP\/1\.1 200 /);
    const checks = target.healthChecks.length;
    await pass(clock, 20_000);
    expect(target.healthChecks).toHaveLength(checks);
    client.close();
  });
});

test("two listeners share a target group and its health; it is in use until both are deleted", async () => {
  const clock = manualClock();
  const { rig, target } = await startRigWithTarget(answer("hi"), { clock });
  const second = await rig.loadBalancer.listen({ ...rig.listenerSettings, arn: "second", port: 81 }, 0);
  expect(target.healthChecks).toHaveLength(1);
  expect(await ask(rig)).toBe(200);
  expect(await ask(rig, second.localPort)).toBe(200);
  expect(target.heads.map((head) => /X-Forwarded-Port: (\d+)/.exec(head)?.[1])).toEqual([
    String(rig.port),
    String(second.localPort),
  ]);
  expect(rig.sum("RequestCount")).toBe(2);
  await rig.listener.close();
  expect(rig.stateOf("i-0")).toBe("healthy");
  await second.close();
  expect(rig.stateOf("i-0")).toBe("unused");
});

test("a target group belongs to one load balancer, and is free for another once it is no longer used", async () => {
  const clock = manualClock();
  const { rig } = await startRigWithTarget(undefined, { clock });
  const arn = defaultSettings.arn.replace("/web/", "/second/");
  const second = createLoadBalancer({ ...rig.options, settings: { ...defaultSettings, arn } });
  onTestFinished(() => second.close());
  const listen = () => second.listen(rig.listenerSettings, 0);
  await expect(listen()).rejects.toThrow("cannot be associated with more than one load balancer");
  expect(rig.targetGroup.loadBalancerArn()).toBe(defaultSettings.arn);
  await rig.listener.close();
  await listen();
  expect(rig.targetGroup.loadBalancerArn()).toBe(arn);
});

test("requests of two groups are counted under each group, and under the load balancer together", async () => {
  const clock = manualClock();
  const { rig } = await startRigWithTarget(answer("hi"), { clock });
  const { targetGroup } = await groupWithTarget(other, clock);
  const second = await rig.loadBalancer.listen(
    { ...rig.listenerSettings, arn: "second", defaultAction: forward(targetGroup) },
    0,
  );
  await untilHealthy(targetGroup, clock);
  await ask(rig);
  await ask(rig, second.localPort);
  await ask(rig, second.localPort);
  expect(rig.sum("RequestCount")).toBe(3);
  expect(rig.sum("RequestCount", { TargetGroup: defaultTargetGroup.arnSuffix })).toBe(1);
  expect(rig.sum("HTTPCode_Target_2XX_Count", { TargetGroup: other.arnSuffix })).toBe(2);
});

test("two load balancers count separately", async () => {
  const clock = manualClock();
  const { rig } = await startRigWithTarget(answer("hi"), { clock });
  const { targetGroup } = await groupWithTarget(other, clock);
  const settings = { ...defaultSettings, arn: "other", arnSuffix: "app/other/0123456789abcdef" };
  const second = createLoadBalancer({ ...rig.options, settings });
  onTestFinished(() => second.close());
  const listener = await second.listen({ ...rig.listenerSettings, defaultAction: forward(targetGroup) }, 0);
  await untilHealthy(targetGroup, clock);
  await ask(rig);
  await ask(rig, listener.localPort);
  await ask(rig, listener.localPort);
  expect(rig.sum("RequestCount")).toBe(1);
  expect(rig.sum("RequestCount", { LoadBalancer: settings.arnSuffix })).toBe(2);
});

describe("changed settings are applied", () => {
  test("of health checks: the next check uses them, and the health does not change", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(answer("hi"), { clock });
    const { healthCheck } = defaultTargetGroup;
    const changed = { ...healthCheck, path: "/deep", intervalSeconds: 30, matcher: "204" };
    target.react = bytes("HTTP/1.1 204 Fine\r\n\r\n");
    rig.targetGroup.update({ ...defaultTargetGroup, healthCheck: changed });
    expect(rig.stateOf("i-0")).toBe("healthy");
    clock.advance(0);
    await target.until(() => target.requestLines.length === 1);
    await pass(clock, 29_999);
    expect(target.requestLines).toEqual(["GET /deep HTTP/1.1"]);
    expect(rig.stateOf("i-0")).toBe("healthy");
    target.react = answer("200 is a mismatch now");
    await untilState(rig, clock, "unhealthy");
    expect(rig.changes.at(-1)?.health).toMatchObject({
      description: "Health checks failed with these codes: [200]",
    });
  });

  test("but not with an invalid matcher: the settings do not change", async () => {
    const { rig } = await startRigWithTarget(undefined, { clock: manualClock() });
    const { healthCheck } = defaultTargetGroup;
    const update = () =>
      rig.targetGroup.update({ ...defaultTargetGroup, healthCheck: { ...healthCheck, matcher: "20x" } });
    expect(update).toThrow('health check matcher "20x"');
    expect(rig.targetGroup.settings).toEqual(defaultTargetGroup);
  });

  test("of the algorithm: the next request is routed by it", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock });
    const first = await startTarget(silence);
    const second = await startTarget(answer("hi"));
    await rig.registerHealthy(first.as("i-0"), second.as("i-1"));
    rig.targetGroup.update({ ...defaultTargetGroup, algorithm: "least_outstanding_requests" });
    // Of two at once each target gets one, whoever comes first; the silent one keeps its own.
    const waiting = [await RawClient.send(rig.port, get), await RawClient.send(rig.port, get)];
    await first.until(() => first.requestLines.length === 1);
    await second.until(() => second.requestLines.length === 1);
    await turn();
    for (let i = 0; i < 5; i++) {
      expect(await ask(rig)).toBe(200);
    }
    expect(first.requestLines).toHaveLength(1);
    for (const client of waiting) {
      client.close();
    }
  });

  test("of the load balancer: a shorter idle timeout applies to open connections", async () => {
    const clock = manualClock();
    const { rig } = await startRigWithTarget(silence, { clock });
    const client = await RawClient.send(rig.port, get);
    rig.loadBalancer.update({ ...defaultSettings, idleTimeoutSeconds: 5 });
    await turn();
    await pass(clock, 8_000);
    expect(await client.until(/<\/html>/)).toMatch(/^HTTP\/1\.1 504 /);
    client.close();
  });
});

async function startTarget(react: Reaction = answer("hi")): Promise<RawTarget> {
  const target = await RawTarget.start(react);
  onTestFinished(() => target.close());
  return target;
}

async function groupWithTarget(settings: TargetGroupSettings, clock: ReturnType<typeof manualClock>) {
  const target = await startTarget();
  const targetGroup = createTargetGroup({ settings, clock });
  onTestFinished(() => targetGroup.close());
  targetGroup.register(target.as("i-9"));
  return { targetGroup, target };
}

async function untilHealthy(targetGroup: TargetGroup, clock: ReturnType<typeof manualClock>): Promise<void> {
  clock.advance(0);
  while (targetGroup.describeTargets().some(({ health }) => health.state !== "healthy")) {
    await turn();
  }
}

async function ask(rig: Rig, port = rig.port): Promise<number | undefined> {
  const client = await RawClient.send(port, get);
  const received = await client.until(/\r\n\r\n.+$/s);
  client.close();
  return statusesIn(received)[0];
}
