import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass, turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, type Reaction } from "./raw-target.ts";
import { startRig, startRigWithTarget } from "./rig.ts";

const length = 20_000_000;
const head = (headers = "") => `POST / HTTP/1.1\r\nHost: web\r\n${headers}Content-Length: ${length}\r\n\r\n`;
const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";

/** Answers at once, and reads no more from that connection. */
const refuseUnread: Reaction = (socket) => {
  socket.pause();
  socket.write("HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 4\r\n\r\nnope");
};

describe("a client that sends its whole body before it reads gets its answer:", () => {
  test("from a target that does not read the body, and the connection stays open", async () => {
    const { rig, target } = await startRigWithTarget(refuseUnread);
    const client = await writeAll(rig.port, head());
    expect(statusesIn(await client.until(/nope$/))).toEqual([405]);
    target.react = answer("next");
    client.write(get);
    expect(statusesIn(await client.until(/next$/))).toEqual([405, 200]);
    client.close();
  });

  test("with a chunked body too", async () => {
    const { rig } = await startRigWithTarget(refuseUnread);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const client = await RawClient.send(
      rig.port,
      `POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    client.socket.pause();
    for (let i = 0; i < 200; i++) {
      client.write(chunk);
    }
    await written(client, "0\r\n\r\n");
    client.socket.resume();
    expect(statusesIn(await client.until(/nope$/))).toEqual([405]);
    client.close();
  });

  test("before the connection closes, if it asked for that", async () => {
    const { rig } = await startRigWithTarget(refuseUnread);
    const client = await writeAll(rig.port, head("Connection: close\r\n"));
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 405 .*nope$/s);
  });

  test("from the load balancer, if there is no target", async () => {
    const rig = await startRig();
    const client = await writeAll(rig.port, head());
    expect(statusesIn(await client.until(/<\/html>\r\n$/))).toEqual([503]);
    client.close();
  });

  test("from the load balancer, if the target resets within the body", async () => {
    const { rig } = await startRigWithTarget((socket) => socket.resetAndDestroy());
    const client = await writeAll(rig.port, head());
    expect(statusesIn(await client.until(/<\/html>\r\n$/))).toEqual([502]);
    client.close();
  });
});

test("a body after its answer is read for the idle timeout at most, however slowly it arrives", async () => {
  const clock = manualClock();
  const { rig } = await startRigWithTarget(answer("early"), { clock });
  const client = await RawClient.send(rig.port, `${head()}x`);
  await client.until(/early$/);
  for (let i = 0; i < 15 && !client.closed; i++) {
    client.write("x");
    await turn();
    await pass(clock, 5_000);
  }
  expect(statusesIn(await client.untilClosed())).toEqual([200]);
});

async function writeAll(port: number, requestHead: string): Promise<RawClient> {
  const client = await RawClient.send(port, requestHead);
  client.socket.pause();
  await written(client, "x".repeat(length));
  client.socket.resume();
  return client;
}

/** Resolves once the system has taken all bytes. */
async function written(client: RawClient, bytes: string): Promise<void> {
  await new Promise<void>((resolve) => client.socket.write(bytes, "latin1", () => resolve()));
}
