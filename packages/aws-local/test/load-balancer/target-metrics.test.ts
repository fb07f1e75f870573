import { describe, expect, onTestFinished, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass } from "./passing-time.ts";
import { RawClient } from "./raw-client.ts";
import { answer, bytes, bytesThenFin, RawTarget, type Reaction, reset } from "./raw-target.ts";
import { defaultTargetGroup, type Rig, type RigOptions, startRig } from "./rig.ts";

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
const group = { TargetGroup: defaultTargetGroup.arnSuffix };

describe("metrics of a target group's targets, as on AWS", () => {
  test("RequestCountPerTarget is the requests divided by the targets that share them", async () => {
    const { rig, targets } = await startRigWithTargets([answer("hi"), answer("hi"), answer("hi")]);
    await ask(rig, 6);
    expect(rig.sum("RequestCount", group)).toBe(6);
    expect(rig.sum("RequestCountPerTarget", group)).toBeCloseTo(2, 10);
    await rig.targetGroup.deregister("i-0");
    await ask(rig, 6);
    expect(rig.sum("RequestCountPerTarget", group)).toBeCloseTo(5, 10);
    expect(targets[0]?.requestLines).toHaveLength(2);
  });

  test.for<[string, Reaction]>([
    ["answers 5xx", bytes("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops")],
    ["streams 5xx", bytes("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")],
    ["answers nothing", bytesThenFin("")],
    ["resets connections", reset],
  ])("a target that %s while its peers do not is anomalous", async ([, react]) => {
    const { rig, clock } = await startRigWithTargets([react, answer("hi"), answer("hi")]);
    await ask(rig, 18);
    await pass(clock, 5_000);
    expect(rig.targetGroup.describeTargets().map(({ anomaly }) => anomaly.result)).toEqual([
      "anomalous",
      "normal",
      "normal",
    ]);
    expect(rig.sum("AnomalousHostCount", group)).toBe(1);
    expect(rig.sum("MitigatedHostCount", group)).toBe(0);
  });

  test("a target that answers 4xx is not anomalous", async () => {
    const missing = bytes("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
    const { rig, clock } = await startRigWithTargets([missing, answer("hi"), answer("hi")]);
    await ask(rig, 18);
    await pass(clock, 5_000);
    expect(rig.targetGroup.describeTargets().every(({ anomaly }) => anomaly.result === "normal")).toBe(true);
  });

  test("mitigation reduces an anomalous target's share if it is on", async () => {
    // A sequence that goes through [0, 1) evenly.
    let drawn = 0;
    const failing = bytes("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops");
    const { rig, targets, clock } = await startRigWithTargets([failing, answer("hi"), answer("hi")], {
      targetGroup: { algorithm: "weighted_random", anomalyMitigation: "on" },
      random: () => (drawn++ * 0.381966) % 1,
    });
    for (let look = 0; look < 5; look++) {
      await ask(rig, 60);
      await pass(clock, 5_000);
    }
    expect(rig.targetGroup.describeTargets()[0]?.anomaly).toEqual({
      result: "anomalous",
      mitigationInEffect: true,
    });
    const before = targets[0]?.requestLines.length ?? 0;
    await ask(rig, 100);
    expect((targets[0]?.requestLines.length ?? 0) - before).toBeLessThan(15);
    expect(rig.sum("MitigatedHostCount", group)).toBeGreaterThan(0);
  });
});

async function startRigWithTargets(reactions: Reaction[], options: RigOptions = {}) {
  const clock = manualClock();
  const rig = await startRig({ clock, ...options });
  const targets = await Promise.all(reactions.map((react) => RawTarget.start(react)));
  onTestFinished(() => Promise.all(targets.map((target) => target.close())).then(() => {}));
  await rig.registerHealthy(...targets.map((target, i) => target.as(`i-${i}`)));
  return { rig, targets, clock };
}

async function ask(rig: Rig, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const client = await RawClient.send(rig.port, get);
    await client.until(/\r\n\r\n/);
    client.close();
  }
}
