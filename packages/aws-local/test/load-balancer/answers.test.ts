import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass } from "./passing-time.ts";
import { RawClient } from "./raw-client.ts";
import { answer, bytes, bytesThenFin, silence } from "./raw-target.ts";
import { defaultTargetGroup, listenerArn, startRig, startRigWithTarget } from "./rig.ts";

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
const sent = { listenerArn, targetGroupArn: defaultTargetGroup.arn, targetId: "i-0" };

describe("onAnswer reports every answer", () => {
  test("of a target, with what the target says about it", async () => {
    const { rig } = await startRigWithTarget(answer("hi", "X-Answer: degraded\r\n"));
    await ask(rig.port, get);
    expect(rig.answers).toEqual([
      {
        ...sent,
        statusCode: 200,
        origin: "target",
        answerKind: "degraded",
        complete: true,
        durationMs: expect.any(Number),
      },
    ]);
  });

  test("of a target that says nothing about it", async () => {
    const { rig } = await startRigWithTarget(bytes("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops"));
    await ask(rig.port, get);
    expect(rig.answers).toEqual([
      { ...sent, statusCode: 500, origin: "target", complete: true, durationMs: expect.any(Number) },
    ]);
  });

  test("of the load balancer in place of a target", async () => {
    const { rig } = await startRigWithTarget(bytesThenFin(""));
    await ask(rig.port, get);
    expect(rig.answers).toEqual([
      { ...sent, statusCode: 502, origin: "elb", complete: true, durationMs: expect.any(Number) },
    ]);
  });

  test("of the load balancer without a target, and without a request", async () => {
    const rig = await startRig();
    await ask(rig.port, get);
    await ask(rig.port, "garbage\r\n\r\n");
    expect(rig.answers).toEqual([
      {
        listenerArn,
        targetGroupArn: defaultTargetGroup.arn,
        statusCode: 503,
        origin: "elb",
        complete: true,
        durationMs: expect.any(Number),
      },
      { listenerArn, statusCode: 400, origin: "elb", complete: true, durationMs: 0 },
    ]);
  });

  test("that broke off, as incomplete", async () => {
    const start = `HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n${"x".repeat(20_000)}`;
    const { rig } = await startRigWithTarget(bytesThenFin(start));
    const client = await RawClient.send(rig.port, get);
    await client.untilClosed();
    expect(rig.answers).toMatchObject([{ statusCode: 200, origin: "target", complete: false }]);
  });

  test("that a client did not wait for, as incomplete", async () => {
    const { rig, target } = await startRigWithTarget(silence);
    const client = await RawClient.send(rig.port, get);
    await target.until(() => target.requestLines.length === 1);
    client.close();
    await target.until(() => target.sockets.size === 0);
    expect(rig.answers).toMatchObject([{ ...sent, statusCode: 460, origin: "elb", complete: false }]);
  });

  test("once, also after a timeout", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(silence, { clock });
    const client = await RawClient.send(rig.port, get);
    await target.until(() => target.requestLines.length === 1);
    await pass(clock, 65_000);
    await client.until(/<\/html>/);
    client.close();
    expect(rig.answers).toMatchObject([{ ...sent, statusCode: 504, origin: "elb", complete: true }]);
  });
});

async function ask(port: number, request: string): Promise<void> {
  const client = await RawClient.send(port, request);
  await client.until(/\r\n\r\n.+$/s);
  client.close();
}
