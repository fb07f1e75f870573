import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { httpServerLimits, listen } from "../src/http-server.ts";

test("idle connections are kept longer than the load balancer keeps them, and headers may come as late", () => {
  const loadBalancerIdleTimeoutMs = 60_000;
  expect(httpServerLimits.keepAliveTimeoutMs).toBeGreaterThan(loadBalancerIdleTimeoutMs);
  expect(httpServerLimits.headersTimeoutMs).toBeGreaterThan(httpServerLimits.keepAliveTimeoutMs);
});

test("stopping lets the request in flight finish, closes its connection then, and refuses new ones", async () => {
  const arrived = Promise.withResolvers<() => void>();
  const server = await listen(
    (_request, response) => arrived.resolve(() => response.end("done")),
    "127.0.0.1",
    0,
  );
  const answer = fetch(`http://127.0.0.1:${server.port}/`);
  const finish = await arrived.promise;
  const stopped = server.stop(10_000);
  await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
  finish();
  expect(await (await answer).text()).toBe("done");
  expect(await stopped).toBe(true);
});

test("stopping closes idle keep-alive connections at once", async () => {
  const server = await listen((_request, response) => void response.end("done"), "127.0.0.1", 0);
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
  await once(socket, "data");
  const ended = once(socket, "end");
  expect(await server.stop(10_000)).toBe(true);
  await ended;
});

test("what has not finished at the limit is cut, and said to be", async () => {
  const server = await listen(() => {}, "127.0.0.1", 0);
  const answer = fetch(`http://127.0.0.1:${server.port}/`).catch((error: Error) => error);
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
  socket.on("error", () => {});
  await once(socket, "connect");
  expect(await server.stop(20)).toBe(false);
  expect(await answer).toBeInstanceOf(Error);
});

test("a taken port rejects with the system's error", async () => {
  const first = await listen(() => {}, "127.0.0.1", 0);
  await expect(listen(() => {}, "127.0.0.1", first.port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.stop(0);
});
