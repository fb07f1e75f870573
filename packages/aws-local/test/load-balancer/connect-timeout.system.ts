import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass, turn } from "./passing-time.ts";
import { RawClient } from "./raw-client.ts";
import { codeCounts, startRig } from "./rig.ts";

/** Listens with the shortest queue and never accepts: once the queue is full, Linux drops further connects like a host that is gone. */
const neverAccepting = `
  const server = require("node:net").createServer();
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    require("node:fs").writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

describe.skipIf(process.platform !== "linux")(
  "connects that are dropped (only Linux drops them), as on AWS",
  () => {
    test("answers 504 after ten seconds where the target's host drops connects, and counts a target connection error", async () => {
      const port = await startUnreachable();
      const rig = await startRig({ initialFailOpen: true });
      rig.targetGroup.register({
        id: "i-0",
        port: 80,
        availabilityZone: "us-east-1a",
        address: { host: "127.0.0.1", port },
      });
      const startedMs = performance.now();
      const client = await RawClient.send(rig.port, "GET / HTTP/1.1\r\nHost: web\r\n\r\n");
      expect(await client.until(/<\/html>\r\n$/)).toMatch(/^HTTP\/1\.1 504 /);
      expect(performance.now() - startedMs).toBeGreaterThan(9_500);
      expect(codeCounts(rig)).toEqual({ HTTPCode_ELB_5XX_Count: 1, HTTPCode_ELB_504_Count: 1 });
      expect(rig.sum("TargetConnectionErrorCount")).toBe(1);
      client.close();
    });

    test("answers a WebSocket handshake with 504 after ten seconds as well", async () => {
      const port = await startUnreachable();
      const clock = manualClock();
      const rig = await startRig({ clock, initialFailOpen: true });
      rig.targetGroup.register({
        id: "i-0",
        port: 80,
        availabilityZone: "us-east-1a",
        address: { host: "127.0.0.1", port },
      });
      const client = await RawClient.send(
        rig.port,
        "GET / HTTP/1.1\r\nHost: web\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
      );
      while (rig.sum("RequestCount") === undefined) {
        await turn();
      }
      await turn();
      await pass(clock, 9_000);
      expect(client.received).toBe("");
      await pass(clock, 2_000);
      expect(await client.until(/<\/html>\r\n$/)).toMatch(/^HTTP\/1\.1 504 /);
      expect(rig.sum("TargetConnectionErrorCount")).toBe(1);
      client.close();
    });
  },
);

/** Starts a port that a connect is neither accepted nor refused at. */
async function startUnreachable(): Promise<number> {
  const child = spawn(process.execPath, ["-e", neverAccepting], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [output] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(output);
  await fillQueue(port);
  return port;
}

/** Connects until a connect is no longer answered. */
async function fillQueue(port: number): Promise<void> {
  for (;;) {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
    const outcome = await Promise.race([
      once(socket, "connect").then(() => "connected"),
      new Promise((resolve) => setTimeout(resolve, 300, "dropped")),
    ]);
    if (outcome === "dropped") {
      return;
    }
  }
}
