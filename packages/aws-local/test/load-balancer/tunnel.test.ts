import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass, turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, bytes, bytesThenFin, type Reaction, silence } from "./raw-target.ts";
import { codeCounts, startRig, startRigWithTarget } from "./rig.ts";

const handshake =
  "GET /live HTTP/1.1\r\nHost: web\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/** Agrees to the handshake and then sends back what it gets, in capitals. */
const echo: Reaction = (socket) => {
  socket.removeAllListeners("data");
  socket.on("data", (chunk) => socket.write(chunk.toString("latin1").toUpperCase()));
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
  );
};

describe("WebSockets, as on AWS", () => {
  test("joins client and target after a WebSocket handshake", async () => {
    const { rig, target } = await startRigWithTarget(echo);
    const client = await RawClient.send(rig.port, handshake);
    const head = await client.until(/\r\n\r\n$/);
    expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(head).toContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    expect(target.heads[0]).toMatch(/\r\nUpgrade: websocket/i);
    expect(target.heads[0]).toMatch(/\r\nX-Forwarded-For: 127\.0\.0\.1/i);
    expect(rig.targetGroup.describeTargets()[0]?.inFlight).toBe(1);
    client.write("frame");
    await client.until(/FRAME$/);
    client.close();
    await target.until(() => target.sockets.size === 0);
    for (let i = 0; i < 5; i++) {
      await turn();
    }
    expect(rig.targetGroup.describeTargets()[0]?.inFlight).toBe(0);
  });

  test("passes on the answer of a target that refuses the handshake", async () => {
    const { rig } = await startRigWithTarget(
      bytes("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno"),
    );
    const client = await RawClient.send(rig.port, handshake);
    const received = await client.untilClosed();
    expect(received).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n.*\r\n\r\nno$/s);
    expect(codeCounts(rig)).toEqual({ HTTPCode_Target_4XX_Count: 1 });
  });

  test("answers 502 if the target drops the handshake, and 503 if there is no target", async () => {
    const { rig } = await startRigWithTarget(bytesThenFin(""));
    expect(statusesIn(await (await RawClient.send(rig.port, handshake)).untilClosed())).toEqual([502]);
    const empty = await startRig();
    expect(statusesIn(await (await RawClient.send(empty.port, handshake)).untilClosed())).toEqual([503]);
  });

  test("answers 504 if the target does not answer the handshake within the idle timeout", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(silence, { clock });
    const client = await RawClient.send(rig.port, handshake);
    await target.until(() => target.requestLines.length === 1);
    await pass(clock, 65_000);
    expect(statusesIn(await client.untilClosed())).toEqual([504]);
  });

  test("ends only a tunnel without traffic for the idle timeout", async () => {
    const clock = manualClock();
    const { rig } = await startRigWithTarget(echo, { clock });
    const client = await RawClient.send(rig.port, handshake);
    await client.until(/\r\n\r\n$/);
    for (let i = 1; i <= 4; i++) {
      await pass(clock, 40_000);
      client.write("a");
      await client.until(new RegExp(`A{${i}}$`));
      await turn();
    }
    await pass(clock, 65_000);
    await client.untilClosed();
  });

  test("ends a tunnel when the deregistration delay runs out", async () => {
    const clock = manualClock();
    const { rig } = await startRigWithTarget(echo, { clock });
    const client = await RawClient.send(rig.port, handshake);
    await client.until(/\r\n\r\n$/);
    const gone = rig.targetGroup.deregister("i-0");
    await pass(clock, 15_000);
    await gone;
    await client.untilClosed();
  });

  test("answers an upgrade to h2c as an ordinary request", async () => {
    const { rig, target } = await startRigWithTarget(answer("plain"));
    const client = await RawClient.send(
      rig.port,
      "GET / HTTP/1.1\r\nHost: web\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
    );
    await client.until(/plain$/);
    expect(target.heads[0]).not.toMatch(/upgrade|settings/i);
    client.close();
  });
});

test("passes on bytes that the client sent right after its handshake", async () => {
  const { rig } = await startRigWithTarget(echo);
  const client = await RawClient.send(rig.port, `${handshake}early`);
  await client.until(/EARLY$/);
  client.close();
});

test("closes the client when the target ends the tunnel", async () => {
  const { rig, target } = await startRigWithTarget(echo);
  const client = await RawClient.send(rig.port, handshake);
  await client.until(/\r\n\r\n$/);
  for (const socket of target.sockets) {
    socket.destroy();
  }
  await client.untilClosed();
});

test("passes on bytes that the target sends right after it has agreed", async () => {
  const { rig } = await startRigWithTarget((socket) => {
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly",
    );
  });
  const client = await RawClient.send(rig.port, handshake);
  expect(await client.until(/early$/)).toMatch(/^HTTP\/1\.1 101 .*\r\nUpgrade: websocket\r\n\r\nearly$/s);
  client.close();
});

test("counts 460 for a client that leaves during its handshake, and ends the target's connection", async () => {
  const { rig, target } = await startRigWithTarget(silence);
  const client = await RawClient.send(rig.port, handshake);
  await target.until(() => target.requestLines.length === 1);
  client.close();
  await target.until(() => target.sockets.size === 0);
  expect(rig.answers).toMatchObject([{ statusCode: 460, origin: "elb", complete: false }]);
  expect(codeCounts(rig)).toEqual({ HTTPCode_ELB_4XX_Count: 1 });
  expect(rig.targetGroup.describeTargets()[0]?.inFlight).toBe(0);
});

test("reports a tunnel when it is joined, as the target's answer", async () => {
  const { rig } = await startRigWithTarget(echo);
  const client = await RawClient.send(rig.port, handshake);
  await client.until(/\r\n\r\n$/);
  expect(rig.answers).toMatchObject([{ statusCode: 101, origin: "target", complete: true }]);
  client.close();
});

test("answers 502 and counts a connection error if the target cannot be connected to", async () => {
  const { rig, target } = await startRigWithTarget(silence);
  await target.close();
  const client = await RawClient.send(rig.port, handshake);
  expect(statusesIn(await client.untilClosed())).toEqual([502]);
  expect(rig.sum("TargetConnectionErrorCount")).toBe(1);
});

test("counts no connection error for a target that drops the handshake", async () => {
  const { rig } = await startRigWithTarget(bytesThenFin(""));
  await (await RawClient.send(rig.port, handshake)).untilClosed();
  expect(rig.sum("TargetConnectionErrorCount")).toBeUndefined();
  expect(rig.answers).toMatchObject([{ statusCode: 502, origin: "elb", complete: true }]);
});

test("breaks off with the client if the target's refusal breaks off", async () => {
  const { rig } = await startRigWithTarget(
    bytesThenFin("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 10\r\n\r\nhalf"),
  );
  const client = await RawClient.send(rig.port, handshake);
  expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 426 .*\r\nConnection: close\r\n/s);
  expect(rig.answers).toMatchObject([{ statusCode: 426, origin: "target", complete: false }]);
  expect(rig.targetGroup.describeTargets()[0]?.inFlight).toBe(0);
});
