import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import v8 from "node:v8";
import vm from "node:vm";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { attack, hostileExchange } from "./hostile-traffic.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { startRig } from "./rig.ts";

const exchanges = 10_000;
const warmUp = 2_000;

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

test("after 10,000 malformed exchanges it serves, its heap has grown by at most 10 %, and all sockets are closed", {
  timeout: 300_000,
}, async () => {
  const requestLines: string[] = [];
  const rig = await startRig({ settings: { idleTimeoutSeconds: 2 } });
  const port = await startCountingServer((line) => requestLines.push(line));
  await rig.registerHealthy({
    id: "i-0",
    port: 80,
    availabilityZone: "us-east-1a",
    address: { host: "127.0.0.1", port },
  });
  const smuggled = () => requestLines.filter((line) => line.includes("smuggled"));

  await attackMany(rig.port, warmUp, 1);
  await untilNoConnection();
  const sockets = openSockets();
  rig.answers.length = 0;
  const before = heapBytes();
  requestLines.length = 0;

  await attackMany(rig.port, exchanges, 2);
  expect(smuggled()).toEqual([]);
  expect(requestLines.length).toBeGreaterThan(1_000);
  requestLines.length = 0;
  await untilNoConnection();
  rig.answers.length = 0;
  const after = heapBytes();
  expect(openSockets()).toBeLessThanOrEqual(sockets);
  expect(after / before).toBeLessThan(1.1);

  const client = await RawClient.send(rig.port, "GET / HTTP/1.1\r\nHost: web\r\n\r\n");
  expect(statusesIn(await client.until(/recorded$/))).toEqual([200]);
  client.close();
  expect(rig.targetGroup.describeTargets()[0]?.inFlight).toBe(0);
});

/** Carries out so many exchanges of the grammar, twenty at a time. */
async function attackMany(port: number, count: number, seed: number): Promise<void> {
  const parallel = 20;
  const batch = fc.array(hostileExchange, { minLength: parallel, maxLength: parallel });
  for (let done = 0; done < count; done += parallel) {
    const [attacks = []] = fc.sample(batch, { numRuns: 1, seed: seed * 1_000_003 + done });
    await Promise.all(attacks.map((one) => attack(port, one)));
  }
}

async function startCountingServer(record: (line: string) => void): Promise<number> {
  const server = http.createServer((request, response) => {
    if (request.url !== "/healthcheck") {
      record(`${request.method} ${request.url}`);
    }
    request.resume();
    request.on("end", () => response.end("recorded"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

const openSockets = () => process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;

/** Health checks come and go; everything else ends with its exchange or the idle timeout. */
async function untilNoConnection(): Promise<void> {
  while (openSockets() > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function heapBytes(): number {
  for (let i = 0; i < 4; i++) {
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}
