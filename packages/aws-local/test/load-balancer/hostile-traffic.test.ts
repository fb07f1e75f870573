import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { attack, hostileExchange, hostileResponse } from "./hostile-traffic.ts";
import { turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, silence } from "./raw-target.ts";
import { startRig, startRigWithTarget } from "./rig.ts";

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";

test("survives hundreds of generated malformed and smuggling requests; no hidden request arrives", async () => {
  const recorder = await startRecorder();
  const rig = await startRig();
  await rig.registerHealthy({
    id: "i-0",
    port: 80,
    availabilityZone: "us-east-1a",
    address: { host: "127.0.0.1", port: recorder.port },
  });

  await fc.assert(
    fc.asyncProperty(hostileExchange, async (exchange) => {
      await attack(rig.port, exchange);
      expect(recorder.requestLines.filter((line) => line.includes("smuggled"))).toEqual([]);
    }),
    { numRuns: 400 },
  );
  expect(recorder.requestLines.length).toBeLessThanOrEqual(rig.sum("RequestCount") ?? 0);
  expect(statusesIn(await exchangeOnce(rig.port))).toEqual([200]);
  expect(rig.targetGroup.describeTargets()[0]?.inFlight).toBe(0);
});

test("survives hundreds of malformed responses; each client gets exactly its own answer", async () => {
  const { rig, target } = await startRigWithTarget();
  await fc.assert(
    fc.asyncProperty(hostileResponse, async (response) => {
      target.react = (socket) => socket.end(Buffer.from(response, "latin1"));
      const client = await RawClient.send(
        rig.port,
        "GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n",
      );
      const received = await client.untilClosed();
      expect(received).toMatch(/^HTTP\/1\.1 \d{3}/);
      expect(received).not.toContain("poison");
    }),
    { numRuns: 300 },
  );
  target.react = answer("still here");
  expect(await exchangeOnce(rig.port)).toContain("still here");
});

test("serves others while a thousand connections are held open with half a head", async () => {
  const { rig } = await startRigWithTarget();
  const held = await Promise.all(
    Array.from({ length: 1000 }, () => RawClient.send(rig.port, "GET / HTTP/1.1\r\nHo")),
  );
  expect(statusesIn(await exchangeOnce(rig.port))).toEqual([200]);
  for (const client of held) {
    client.close();
  }
});

test("uses one connection to the target for a client that pipelines a thousand requests", async () => {
  const { rig, target } = await startRigWithTarget(silence);
  const client = await RawClient.send(rig.port, get.repeat(1000));
  await target.until(() => target.requestLines.length === 1);
  for (let i = 0; i < 20; i++) {
    await turn();
  }
  expect(target.requestLines).toHaveLength(1);
  target.react = answer("x");
  answer("x")(target.socketOfLastRequest(), "");
  while (statusesIn(client.received).length < 1000) {
    await turn();
  }
  expect(target.servedBy).toHaveLength(1000);
  client.close();
});

test("a body that arrives slowly holds one connection and nothing else", async () => {
  const { rig } = await startRigWithTarget();
  const dripping = await RawClient.send(
    rig.port,
    "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 1000\r\n\r\n",
  );
  for (let i = 0; i < 50; i++) {
    dripping.write("x");
    await turn();
  }
  expect(statusesIn(await exchangeOnce(rig.port))).toEqual([200]);
  dripping.close();
});

async function exchangeOnce(port: number): Promise<string> {
  const client = await RawClient.send(port, get);
  const received = await client.until(/\r\n\r\n.+$/s);
  client.close();
  return received;
}

/** A real HTTP server that keeps every request line; its parser, unlike a raw target, knows where bodies end. */
async function startRecorder(): Promise<{ port: number; requestLines: string[] }> {
  const requestLines: string[] = [];
  const server = http.createServer((request, response) => {
    if (request.url === "/healthcheck") {
      return void response.end();
    }
    requestLines.push(`${request.method} ${request.url}`);
    request.resume();
    request.on("end", () => response.end("recorded"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, requestLines };
}

test("the recorder would notice a smuggled request", async () => {
  const recorder = await startRecorder();
  const client = await RawClient.send(recorder.port, `${get}GET /smuggled HTTP/1.1\r\nHost: web\r\n\r\n`);
  await client.until(/recorded.*recorded/s);
  expect(recorder.requestLines).toContain("GET /smuggled");
  client.close();
});
