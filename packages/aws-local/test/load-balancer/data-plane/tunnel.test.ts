import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Answers, Sent } from "../../../src/load-balancer/data-plane/answers.ts";
import type { ClientConnection } from "../../../src/load-balancer/data-plane/client-connection.ts";
import type { Occupant } from "../../../src/load-balancer/data-plane/client-side.ts";
import { openTunnel, wantsTunnel } from "../../../src/load-balancer/data-plane/tunnel.ts";
import type { TargetMetrics } from "../../../src/load-balancer/metrics/load-balancer-metrics.ts";
import {
  type Cuttable,
  RegisteredTarget,
} from "../../../src/load-balancer/target-group/registered-target.ts";
import type { TargetConnections } from "../../../src/load-balancer/target-group/target-connections.ts";
import { type ManualClock, manualClock } from "../../manual-clock.ts";

const connectTimeoutMs = 10_000;
const agreed =
  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Bytes: \u00e9\r\n\r\n";
const refused = "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\n";

let clock: ManualClock;
beforeEach(() => {
  clock = manualClock();
});

/** A server that keeps the connections it gets and what they have received. */
async function listening() {
  const sockets: Socket[] = [];
  const peer = { received: "", sockets };
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.setEncoding("latin1").on("data", (text: string) => {
      peer.received += text;
    });
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  await once(server, "listening");
  return Object.assign(peer, { server, port: (server.address() as AddressInfo).port });
}

interface Opened {
  /** Everything that the tunnel did, in order. */
  done: string[];
  client: { received: string; sockets: Socket[] };
  target: Awaited<ReturnType<typeof listening>>;
  registered: RegisteredTarget;
  occupant: Occupant & Cuttable;
}

/** A handshake that is on its way; `socket` is the load balancer's side of the client's connection. */
async function opened({ head = "", port }: { head?: string; port?: number } = {}): Promise<Opened> {
  const done: string[] = [];
  const metrics = {
    answered: (status: number) => done.push(`answered ${status}`),
    connectionError: () => done.push("connection error"),
  } as unknown as TargetMetrics;
  const answers = {
    byElb: (status: number, where: Sent | undefined, complete = true) =>
      done.push(`elb ${status} ${where?.targetId} ${complete}`),
    byTarget: (status: number, headers: readonly string[], where: Sent | undefined, complete = true) =>
      done.push(`target ${status} ${headers.length / 2} ${where?.targetId} ${complete}`),
  } as unknown as Answers;
  const [client, target] = await Promise.all([listening(), listening()]);
  const socket = net.connect({ port: client.port, host: "127.0.0.1", allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  const registered = new RegisteredTarget(
    {
      ...{ id: "i-1", port: 80, availabilityZone: "us-east-1a" },
      address: { host: "127.0.0.1", port: port ?? target.port },
    },
    metrics,
    {} as TargetConnections,
    false,
  );
  let occupant: (Occupant & Cuttable) | undefined;
  const connection = {
    occupy(given: Occupant & Cuttable) {
      occupant = given;
      socket.on("close", () => given.clientGone());
    },
    refuseCurrent: (status: number, where?: Sent) => done.push(`refuse ${status} ${where?.targetId}`),
    release: (given: Occupant) => done.push(given === occupant ? "release" : "release of another one"),
  } as unknown as ClientConnection;
  openTunnel({
    ...{ connection, socket, target: registered, clock, connectTimeoutMs, answers },
    request: { method: "GET", url: "/live", httpVersionMajor: 1, httpVersionMinor: 1 } as IncomingMessage,
    head: Buffer.from(head),
    headers: ["Host", "web"],
    sent: { startedAtMs: 0, targetId: "i-1" },
    ownHeaders: ["Own", "1"],
  });
  if (occupant === undefined) {
    throw new Error("the tunnel does not occupy its connection");
  }
  return { done, client, target, registered, occupant };
}

/** The same, when the target has its whole head. */
async function asked(options: { head?: string } = {}): Promise<Opened> {
  const tunnel = await opened(options);
  await expect.poll(() => tunnel.target.received).toMatch(/\r\n\r\n$/);
  return tunnel;
}

async function joined(options: { head?: string } = {}): Promise<Opened> {
  const tunnel = await asked(options);
  tunnel.target.sockets[0]?.write(agreed, "latin1");
  await expect.poll(() => tunnel.client.received).toMatch(/\r\n\r\n$/);
  tunnel.done.length = 0;
  return tunnel;
}

const closed = ({ sockets }: { sockets: Socket[] }) =>
  expect.poll(() => sockets.every((socket) => socket.closed || socket.readableEnded)).toBe(true);

test.each([
  ["GET", "websocket", true],
  ["GET", "WebSocket", true],
  ["POST", "websocket", false],
  ["GET", "h2c", false],
  ["GET", undefined, false],
])("%s with Upgrade: %s asks for a tunnel: %s", (method, upgrade, wanted) => {
  expect(wantsTunnel({ method, headers: { upgrade } } as IncomingMessage)).toBe(wanted);
});

describe("a handshake", () => {
  test("goes to the target as it is, and counts as in flight", async () => {
    const { done, target, registered } = await asked();
    expect(target.received).toBe(
      "GET /live HTTP/1.1\r\nHost: web\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    expect([registered.inFlight, done]).toEqual([1, []]);
  });

  test("that the target agrees to is answered with its headers, byte by byte, and the load balancer's", async () => {
    const { done, client, target } = await asked({ head: "early" });
    target.sockets[0]?.write(`${agreed}hello`, "latin1");
    await expect.poll(() => client.received).toMatch(/hello$/);
    expect(client.received).toBe(
      "HTTP/1.1 101 Switching Protocols\r\nX-Bytes: \u00e9\r\nOwn: 1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello",
    );
    await expect.poll(() => target.received).toMatch(/\r\n\r\nearly$/);
    expect(done).toEqual(["answered 101", "target 101 2 i-1 true"]);
  });

  test("that the target declines is answered in full, and ends the connection", async () => {
    const { done, client, target, registered } = await asked();
    target.sockets[0]?.write(`${refused}no`);
    await closed(client);
    expect(client.received.replace(/Date: .*\r\n/, "")).toBe(
      `${refused.replace("Content-Length", "Own: 1\r\nContent-Length").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")}no`,
    );
    expect([done, registered.inFlight]).toEqual([["answered 426", "target 426 2 i-1 true", "release"], 0]);
  });

  test("whose refusal is cut off ends with the client's connection", async () => {
    const { done, client, target, registered } = await asked();
    target.sockets[0]?.end(`${refused}n`);
    await closed(client);
    expect(done).toEqual(["answered 426", "target 426 2 i-1 false", "release"]);
    expect(registered.inFlight).toBe(0);
  });

  test("that the target drops is a 502 and its failure", async () => {
    const { done, target, registered } = await asked();
    target.sockets[0]?.destroy();
    await expect.poll(() => done).toEqual(["release", "refuse 502 i-1"]);
    expect([registered.failures, registered.inFlight]).toEqual([1, 0]);
  });

  test("that finds no target counts a connection error", async () => {
    const { server, port } = await listening();
    server.close();
    await once(server, "close");
    const { done, registered } = await opened({ port });
    await expect.poll(() => done).toEqual(["connection error", "release", "refuse 502 i-1"]);
    expect(registered.failures).toBe(1);
  });

  test("whose connection takes too long is a 504, and counts a connection error", async () => {
    const { done } = await opened();
    await new Promise<void>((resolve) => process.nextTick(resolve));
    clock.advance(connectTimeoutMs);
    expect(done).toEqual(["connection error", "release", "refuse 504 i-1"]);
  });

  test("has time for its answer once it is connected", async () => {
    const { done } = await asked();
    clock.advance(connectTimeoutMs);
    expect(done).toEqual([]);
  });

  test("whose client leaves is counted as 460, and the target's connection is closed", async () => {
    const { done, client, target, registered } = await asked();
    client.sockets[0]?.destroy();
    await expect.poll(() => done).toEqual(["elb 460 i-1 false", "release"]);
    await closed(target);
    expect(registered.inFlight).toBe(0);
  });

  test.each([
    ["idle", 504],
    ["cut", 502],
  ] as const)("that is %s is a %i, once", async (how, status) => {
    const { done, occupant, target } = await asked();
    occupant[how]();
    occupant[how]();
    occupant.requestBroken();
    expect(done).toEqual(["release", `refuse ${status} i-1`]);
    await closed(target);
  });
});

describe("a tunnel", () => {
  test("counts the target's bytes", async () => {
    const { client, target, occupant } = await joined();
    expect(occupant.targetBytes).toBe(0);
    target.sockets[0]?.write("seven b");
    await expect.poll(() => client.received).toMatch(/seven b$/);
    expect(occupant.targetBytes).toBe(7);
  });

  test.each<[string, (tunnel: Opened) => unknown]>([
    ["the target closes it", ({ target }) => target.sockets[0]?.destroy()],
    ["the target resets it", ({ target }) => target.sockets[0]?.resetAndDestroy()],
    ["the client resets it", ({ client }) => client.sockets[0]?.resetAndDestroy()],
    ["nothing moves", ({ occupant }) => occupant.idle()],
    ["the deregistration delay is over", ({ occupant }) => occupant.cut()],
  ])("ends on both sides when %s, and counts nothing more", async (_when, ends) => {
    const tunnel = await joined();
    ends(tunnel);
    await closed(tunnel.client);
    await closed(tunnel.target);
    await expect.poll(() => tunnel.done).toEqual(["release"]);
    expect([tunnel.registered.inFlight, tunnel.registered.failures]).toEqual([0, 0]);
  });

  test("passes on what either side sends", async () => {
    const { client, target } = await joined();
    client.sockets[0]?.write("last");
    await expect.poll(() => target.received).toMatch(/last$/);
    target.sockets[0]?.write("answer");
    await expect.poll(() => client.received).toMatch(/answer$/);
  });
});
