import { once } from "node:events";
import type { RequestListener } from "node:http";
import { connect, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { httpServerLimits, listen } from "../src/http-server.ts";
import { loopback, recordedLog } from "./stand-ins/logs.ts";
import { sendRaw } from "./stand-ins/raw-http.ts";

test("idle connections are kept longer than the load balancer keeps them, and headers may arrive as late", () => {
  const loadBalancerIdleTimeoutMs = 60_000;
  expect(httpServerLimits.keepAliveTimeoutMs).toBeGreaterThan(loadBalancerIdleTimeoutMs);
  expect(httpServerLimits.headersTimeoutMs).toBeGreaterThan(httpServerLimits.keepAliveTimeoutMs);
});

test("stopping lets the request in flight finish, closes its connection then, and refuses new ones", async () => {
  const arrived = Promise.withResolvers<() => void>();
  const server = await listen((_request, response) => arrived.resolve(() => response.end("done")), loopback);
  const answer = fetch(`http://127.0.0.1:${server.port}/`);
  const finish = await arrived.promise;
  const stopped = server.stop(10_000);
  await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
  finish();
  expect(await (await answer).text()).toBe("done");
  expect(await stopped).toBe(true);
});

test("stopping closes idle keep-alive connections at once", async () => {
  const server = await listen((_request, response) => void response.end("done"), loopback);
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
  await once(socket, "data");
  const ended = once(socket, "end");
  expect(await server.stop(10_000)).toBe(true);
  await ended;
});

test("requests that have not finished at the limit are cut, and stop reports that", async () => {
  const server = await listen(() => {}, loopback);
  const answer = fetch(`http://127.0.0.1:${server.port}/`).catch((error: Error) => error);
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
  socket.on("error", () => {});
  await once(socket, "connect");
  expect(await server.stop(20)).toBe(false);
  expect(await answer).toBeInstanceOf(Error);
});

test("a port in use rejects with the system's error", async () => {
  const first = await listen(() => {}, loopback);
  await expect(listen(() => {}, { ...loopback, port: first.port })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  await first.stop(0);
});

describe.each(["keep-alive", "close"])(
  "an answer before the request's body, with Connection: %s",
  (connection) => {
    const body = 1_000_000;
    const head = `POST / HTTP/1.1\r\nHost: test\r\nConnection: ${connection}\r\nContent-Length: ${body}\r\n\r\n`;
    const answerAtOnce: RequestListener = (_request, response) => void response.writeHead(405).end();

    test("a client that is slow to send its body can send all of it, and keeps its answer", async () => {
      const server = await listen(answerAtOnce, loopback);
      const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.write(head);
      const [answer] = await once(socket, "data");
      expect(String(answer)).toContain("405");
      for (let sent = 0; sent < body; sent += 50_000) {
        await new Promise((resolve) => socket.write(Buffer.alloc(50_000), resolve));
      }
      if (connection === "keep-alive") {
        socket.write("POST /again HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        expect(String(await once(socket, "data"))).toContain("405");
      }
      socket.resume();
      await once(socket, "end");
      socket.end();
      await once(socket, "close");
      expect(await server.stop(10_000)).toBe(true);
    });

    test("a client that never sends all of its body is cut", async () => {
      const server = await listen(answerAtOnce, { ...loopback, restOfBodyMs: 20 });
      const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.on("error", () => {});
      socket.write(head);
      const [answer] = await once(socket, "data");
      expect(String(answer)).toContain("405");
      expect(await server.stop(10_000)).toBe(true);
      socket.destroy();
    });
  },
);

test("bytes that are not HTTP are refused with 400 and logged as one line, without the bytes", async () => {
  const { log, lines } = recordedLog();
  const server = await listen(() => {}, { ...loopback, log });
  const { reply } = await sendRaw(server.port, "GET secret\r\n\r\n");
  expect(reply).toMatch(/^HTTP\/1\.1 400 /);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ level: "warn", error: { name: "HPE_INVALID_URL" } });
  expect(JSON.stringify(lines)).not.toContain("secret");
  await server.stop(0);
});

test("a client that closes its connection is not logged", async () => {
  const { log, lines } = recordedLog();
  const arrived = Promise.withResolvers<Socket>();
  const server = await listen((request) => arrived.resolve(request.socket), { ...loopback, log });
  const socket = connect(server.port, "127.0.0.1", () =>
    socket.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n"),
  );
  const served = await arrived.promise;
  const closed = new Promise((resolve) => served.once("close", resolve));
  socket.resetAndDestroy();
  await closed;
  expect(lines).toEqual([]);
  await server.stop(0);
});

test("CONNECT is refused with 405 instead of a closed connection", async () => {
  const server = await listen(() => {}, loopback);
  const { reply } = await sendRaw(server.port, "CONNECT test:443 HTTP/1.1\r\nHost: test\r\n\r\n");
  expect(reply).toMatch(/^HTTP\/1\.1 405 .*allow: GET, HEAD/s);
  await server.stop(0);
});
