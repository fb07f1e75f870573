import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { type HttpsRig, startHttpsRig } from "./https-rig.ts";
import { pass } from "./passing-time.ts";
import { answer } from "./raw-target.ts";
import type { RigOptions } from "./rig.ts";

/** Listeners in clear and for TLS on one port. */
async function startSharedPort(options: RigOptions = {}): Promise<HttpsRig & { port: number }> {
  const rig = await startHttpsRig(answer("hello"), options);
  const { port } = rig.rig;
  const { certificates } = rig.settings;
  const listener = await rig.rig.loadBalancer.listen(
    { ...rig.rig.listenerSettings, arn: "shared", port: 444, protocol: "HTTPS", certificates },
    port,
  );
  return { ...rig, listener, port };
}

async function statusOf(request: http.ClientRequest): Promise<number | undefined> {
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

const plain = (port: number) => statusOf(http.get({ host: "127.0.0.1", port, agent: false }));
const secure = ({ ca, port }: { ca: string; port: number }) =>
  statusOf(https.get({ ca, host: "localhost", port, agent: false }));

test("an HTTP and an HTTPS listener share a port: HTTP/1.1 with and without TLS, and HTTP/2", async () => {
  const rig = await startSharedPort();
  expect(rig.listener.localPort).toBe(rig.port);
  expect(await plain(rig.port)).toBe(200);
  expect(await secure(rig)).toBe(200);
  const session = http2.connect(`https://localhost:${rig.port}`, { ca: rig.ca });
  onTestFinished(() => session.destroy());
  const [headers] = await once(session.request({ ":path": "/" }), "response");
  expect(headers[":status"]).toBe(200);
});

test("a first byte that arrives alone decides the protocol, and no byte is lost", async () => {
  const rig = await startSharedPort();
  const socket = net.connect(rig.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.setNoDelay(true);
  socket.write("G");
  await once(socket, "connect");
  await new Promise((resolve) => setImmediate(resolve));
  socket.write("ET / HTTP/1.1\r\nHost: web\r\n\r\n");
  const [chunk] = await once(socket, "data");
  expect(String(chunk)).toMatch(/^HTTP\/1\.1 200 /);
});

test("when one listener goes, the other keeps the port; the last frees it", async () => {
  const rig = await startSharedPort();
  await rig.rig.listener.close();
  await expect(plain(rig.port)).rejects.toThrow();
  expect(await secure(rig)).toBe(200);
  await rig.listener.close();
  const server = net.createServer().listen(rig.port, "127.0.0.1");
  await once(server, "listening");
  server.close();
});

test("two listeners of one protocol do not share a port", async () => {
  const rig = await startSharedPort();
  const { loadBalancer, listenerSettings } = rig.rig;
  const second = loadBalancer.listen({ ...listenerSettings, arn: "second", port: 82 }, rig.port);
  await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("a connection that sends nothing is closed at the idle timeout, or when the client ends it", async () => {
  const clock = manualClock();
  const rig = await startSharedPort({ clock });
  const left = net.connect({ port: rig.port, host: "127.0.0.1", allowHalfOpen: true });
  left.end();
  await once(left.resume(), "end");
  const silent = net.connect(rig.port, "127.0.0.1");
  const closed = once(silent.resume(), "close");
  await once(silent, "connect");
  await pass(clock, 125_000);
  await closed;
});
