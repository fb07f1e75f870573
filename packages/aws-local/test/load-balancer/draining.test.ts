import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass, turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, RawTarget, silence } from "./raw-target.ts";
import { type Rig, startRig, startRigWithTarget } from "./rig.ts";

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";

describe("deregistration, as on AWS", () => {
  test("sends nothing to a deregistered target, and shows it draining until the delay has passed", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(answer("hi"), { clock });
    await rig.targetGroup.deregister("i-0");
    expect(rig.targetGroup.describeTargets()).toMatchObject([
      {
        health: {
          state: "draining",
          reason: "Target.DeregistrationInProgress",
          description: "Target deregistration is in progress",
        },
        inFlight: 0,
      },
    ]);
    expect(await ask(rig)).toBe(503);
    expect(target.requestLines).toEqual([]);
    await pass(clock, 14_000);
    expect(rig.stateOf("i-0")).toBe("draining");
    await pass(clock, 1_000);
    expect(rig.targetGroup.describeTargets()).toEqual([]);
    expect(rig.changes.at(-1)).toEqual({
      targetId: "i-0",
      health: {
        state: "unused",
        reason: "Target.NotRegistered",
        description: "Target is not registered to the target group",
      },
    });
  });

  test("lets requests in flight finish, and resolves when there are none", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(silence, { clock });
    const client = await RawClient.send(rig.port, get);
    await target.until(() => target.requestLines.length === 1);
    expect(rig.targetGroup.describeTargets()[0]?.inFlight).toBe(1);

    let resolved = 0;
    const deregister = () => rig.targetGroup.deregister("i-0").then(() => resolved++);
    const gone = Promise.all([deregister(), deregister()]);
    await pass(clock, 10_000);
    expect(resolved, "whoever deregisters it, the second one too, waits").toBe(0);
    answer("done")(target.socketOfLastRequest(), "");
    await client.until(/done$/);
    await gone;
    expect(rig.stateOf("i-0")).toBe("draining");
    client.close();
  });

  test("does not check a draining target's health", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(answer("hi"), { clock });
    await rig.targetGroup.deregister("i-0");
    await pass(clock, 14_000);
    expect(target.healthChecks).toHaveLength(1);
  });

  test("registers a draining target again", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(answer("hi"), { clock });
    await rig.targetGroup.deregister("i-0");
    await rig.registerHealthy(target.as("i-0"));
    await pass(clock, 60_000);
    expect(rig.stateOf("i-0")).toBe("healthy");
    expect(await ask(rig)).toBe(200);
  });

  test("in any order of registrations, requests and deregistrations, a draining target gets no new request", async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant({ kind: "ask" } as const) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("deregister" as const), target: fc.nat(2) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("register" as const), target: fc.nat(2) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant("pass" as const),
          seconds: fc.integer({ min: 1, max: 20 }),
        }),
      },
    );
    const targets = await Promise.all([0, 1, 2].map(() => RawTarget.start()));
    onTestFinished(() => Promise.all(targets.map((target) => target.close())).then(() => {}));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const clock = manualClock();
        const rig = await startRig({ clock });
        for (const one of steps) {
          if (one.kind === "register") {
            await registerAgain(rig, targets[one.target] as RawTarget, `i-${one.target}`);
          } else if (one.kind === "deregister") {
            await rig.targetGroup.deregister(`i-${one.target}`);
          } else if (one.kind === "pass") {
            clock.advance(one.seconds * 1000);
          } else {
            await askAndCheck(rig, targets);
          }
        }
        await rig.loadBalancer.close();
      }),
      { numRuns: 30 },
    );
  });
});

test("closes the target's idle connections when it drains, and the last one after its answer", async () => {
  const { rig, target } = await startRigWithTarget(answer("hi"), { clock: manualClock() });
  await ask(rig);
  expect(target.sockets.size).toBe(1);
  await rig.targetGroup.deregister("i-0");
  await target.until(() => target.sockets.size === 0);
});

test("ignores an unknown target and a second deregistration", async () => {
  const { rig } = await startRigWithTarget(answer("hi"), { clock: manualClock() });
  await rig.targetGroup.deregister("i-unknown");
  await rig.targetGroup.deregister("i-0");
  await rig.targetGroup.deregister("i-0");
  expect(rig.stateOf("i-0")).toBe("draining");
});

/** Registers a target, which changes nothing where it is registered already. */
async function registerAgain(rig: Rig, target: RawTarget, id: string): Promise<void> {
  const state = rig.stateOf(id);
  if (state === undefined || state === "draining") {
    await rig.registerHealthy(target.as(id));
  } else {
    rig.targetGroup.register(target.as(id));
  }
}

/** One request: 503 exactly where nobody is routable, and otherwise answered by one that is. */
async function askAndCheck(rig: Rig, targets: RawTarget[]): Promise<void> {
  const before = targets.map(({ requestLines }) => requestLines.length);
  // Health checks time out on a clock that leaps, so that some targets are unhealthy: they count when no other is there.
  const inState = (state: string) =>
    rig.targetGroup
      .describeTargets()
      .flatMap(({ target, health }) => (health.state === state ? [target.id] : []));
  const routable = inState("healthy").length > 0 ? inState("healthy") : inState("unhealthy");
  const status = await ask(rig);
  const served = targets.flatMap(({ requestLines }, i) =>
    requestLines.length > (before[i] ?? 0) ? [`i-${i}`] : [],
  );
  expect(status).toBe(routable.length === 0 ? 503 : 200);
  for (const id of served) {
    expect(routable).toContain(id);
  }
}

async function ask(rig: Rig): Promise<number | undefined> {
  const client = await RawClient.send(rig.port, get);
  const received = await client.until(/\r\n\r\n.+$/s);
  client.close();
  await turn();
  return statusesIn(received)[0];
}
