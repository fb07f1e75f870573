import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass, untilState } from "./passing-time.ts";
import { RawClient } from "./raw-client.ts";
import { answer, bytes } from "./raw-target.ts";
import { startRigWithTarget } from "./rig.ts";

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";

describe("a target whose answers are delayed", () => {
  test.each([
    ["a small answer", answer("hello"), /\r\n\r\nhello$/],
    ["a long one", answer(`${"x".repeat(100_000)}end`), /xend$/],
    ["one without a body", bytes("HTTP/1.1 204 No Content\r\n\r\n"), /^HTTP\/1\.1 204 /],
  ])("gives %s later and complete", async (_what, react, received) => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(react, { clock });
    rig.targetGroup.delayAnswers("i-0", 500);
    const client = await RawClient.send(rig.port, get);
    await target.until(() => target.requestLines.length === 1);
    await pass(clock, 499, 100);
    expect(client.received).toBe("");
    const whole = client.until(received);
    while (client.received === "") {
      await pass(clock, 100, 100);
    }
    await whole;
    expect(rig.targetGroup.describeTargets()).toMatchObject([{ answerDelayMs: 500, inFlight: 0 }]);
  });

  test("answers at once again when the delay is removed", async () => {
    const { rig } = await startRigWithTarget(undefined, { clock: manualClock() });
    rig.targetGroup.delayAnswers("i-0", 500);
    rig.targetGroup.delayAnswers("i-0", 0);
    const client = await RawClient.send(rig.port, get);
    await client.until(/hello$/);
  });

  test("fails its health check only if they come later than its timeout", async () => {
    const clock = manualClock();
    const { rig } = await startRigWithTarget(undefined, { clock });
    rig.targetGroup.delayAnswers("i-0", 1_500);
    await pass(clock, 20_000);
    expect(rig.stateOf("i-0")).toBe("healthy");
    rig.targetGroup.delayAnswers("i-0", 2_500);
    await untilState(rig, clock, "unhealthy");
    expect(rig.targetGroup.describeTargets()[0]?.health).toMatchObject({ reason: "Target.Timeout" });
  });
});
