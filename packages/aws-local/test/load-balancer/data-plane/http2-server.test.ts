import { once } from "node:events";
import http2, { type ClientHttp2Session, constants, type OutgoingHttpHeaders } from "node:http2";
import type { AddressInfo } from "node:net";
import net from "node:net";
import type { TLSSocket } from "node:tls";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { ClientRequestHead } from "../../../src/load-balancer/data-plane/client-side.ts";
import type { Http2Request } from "../../../src/load-balancer/data-plane/http2-request.ts";
import { Http2Server } from "../../../src/load-balancer/data-plane/http2-server.ts";
import { errorPage } from "../../../src/load-balancer/data-plane/own-pages.ts";
import { turn } from "../passing-time.ts";

const idleTimeoutMs = 60_000;

let nowMs: number;
let received: { head: ClientRequestHead; client: Http2Request }[];
let refusals: unknown[];
/** How each request is answered. */
let answer: (client: Http2Request) => void;
let server: Http2Server;
let connect: () => ClientHttp2Session;

beforeEach(async () => {
  nowMs = 1_000;
  received = [];
  refusals = [];
  answer = (client) => client.sendPage(errorPage(503));
  server = new Http2Server({
    nowMs: () => nowMs,
    request(head, client) {
      received.push({ head, client });
      answer(client);
    },
    refused: (status, sent) => refusals.push([status, sent]),
  });
  // In clear: after the handshake, TLS makes no difference to the server.
  const listening = net.createServer((socket) => server.accept(socket as TLSSocket)).listen(0, "127.0.0.1");
  onTestFinished(() => void listening.close());
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  connect = () => {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    session.on("error", () => {});
    onTestFinished(() => session.destroy());
    return session;
  };
});

/** Sends a request and reads the whole answer. */
async function ask(session: ClientHttp2Session, headers: OutgoingHttpHeaders = {}): Promise<void> {
  const stream = session.request({ ":path": "/", ...headers });
  stream.resume();
  await once(stream, "close");
}

const closed = (session: ClientHttp2Session) => new Promise((resolve) => session.once("close", resolve));

test("a head goes on as one of HTTP/1.1: with the Host of its authority, and without pseudo headers", async () => {
  await ask(connect(), { ":authority": "web.example.com", "X-Kept": "yes" });
  expect(received[0]?.head).toMatchObject({
    ...{ method: "GET", url: "/", httpVersionMajor: 1, httpVersionMinor: 1 },
    headers: { host: "web.example.com", "x-kept": "yes" },
    rawHeaders: ["Host", "web.example.com", "x-kept", "yes"],
  });
  expect(received[0]?.head.headers).not.toHaveProperty("cookie");
});

test("a head without an authority has its own Host, once", async () => {
  await ask(connect(), { host: "web.example.com" });
  expect(received[0]?.head.rawHeaders).toEqual(["Host", "web.example.com"]);
  expect(received[0]?.head.headers.host).toBe("web.example.com");
});

test("all cookies go on in one header", async () => {
  await ask(connect(), { ":authority": "web", cookie: ["a=1", "b=2"] });
  expect(received[0]?.head.rawHeaders).toEqual(["Host", "web", "Cookie", "a=1; b=2"]);
  expect(received[0]?.head.headers.cookie).toBe("a=1; b=2");
});

test("a request's length is that of its body", async () => {
  answer = () => {};
  const stream = connect().request({ ":method": "POST", "content-length": "5" });
  stream.on("error", () => {});
  await expect.poll(() => received.length).toBe(1);
  expect(received[0]?.client.body()?.readableObjectMode).toBe(false);
});

test.each([
  ["100-continue", 1],
  ["100-Continue", 1],
  [undefined, 0],
])("Expect: %s gets %i answers of 100", async (expectation, count) => {
  const session = connect();
  const stream = session.request({
    ":method": "POST",
    ...(expectation !== undefined && { expect: expectation }),
  });
  let continued = 0;
  stream.on("headers", (headers) => {
    continued += Number(headers[":status"] === 100);
  });
  stream.on("continue", () => {
    continued++;
  });
  stream.end("body").resume();
  await once(stream, "close");
  expect(continued > 0 ? 1 : 0).toBe(count);
});

test("a refused request is counted, and its connection stays", async () => {
  answer = (client) => client.refuse(400, { startedAtMs: 3 });
  const session = connect();
  await ask(session);
  expect(refusals).toEqual([[400, { startedAtMs: 3 }]]);
  await ask(session);
  expect(received.length).toBe(2);
});

test("a connection without data for the idle timeout is closed with GOAWAY", async () => {
  const session = connect();
  await ask(session);
  server.sweep(idleTimeoutMs);
  nowMs += idleTimeoutMs - 1;
  server.sweep(idleTimeoutMs);
  await turn(20);
  expect(session.closed).toBe(false);
  const gone = once(session, "goaway");
  nowMs += 1;
  server.sweep(idleTimeoutMs);
  expect((await gone)[0]).toBe(constants.NGHTTP2_NO_ERROR);
  await closed(session);
});

test("a connection with data is not idle, whichever way the data goes", async () => {
  const session = connect();
  await ask(session);
  server.sweep(idleTimeoutMs);
  for (let round = 0; round < 3; round++) {
    nowMs += idleTimeoutMs;
    // A ping and its answer have the same length.
    await new Promise((resolve) => session.ping(resolve));
    server.sweep(idleTimeoutMs);
  }
  await turn(20);
  expect(session.closed).toBe(false);
});

test("a connection with an open request is not idle", async () => {
  answer = () => {};
  const session = connect();
  const stream = session.request({ ":path": "/" });
  stream.on("error", () => {});
  await expect.poll(() => received.length).toBe(1);
  let idle = 0;
  received[0]?.client.occupy({
    targetBytes: 0,
    clientGone() {},
    requestBroken() {},
    idle() {
      idle++;
    },
  });
  const sessionClosed = closed(session);
  server.sweep(idleTimeoutMs);
  nowMs += idleTimeoutMs;
  server.sweep(idleTimeoutMs);
  expect(idle).toBe(1);
  received[0]?.client.sendPage(errorPage(504));
  expect((await once(stream, "response"))[0][":status"]).toBe(504);
  stream.resume();
  await once(stream, "close");
  // The request's end is the start of the connection's idle time.
  server.sweep(idleTimeoutMs);
  await turn(20);
  expect(session.closed).toBe(false);
  nowMs += idleTimeoutMs;
  server.sweep(idleTimeoutMs);
  await sessionClosed;
});

test("all connections end at once when they are destroyed, with their requests", async () => {
  answer = () => {};
  const session = connect();
  const stream = session.request({ ":path": "/" });
  stream.on("error", () => {});
  await expect.poll(() => received.length).toBe(1);
  const ended = closed(session);
  server.destroyConnections();
  await ended;
});

test("an ended connection accepts no more requests, and finishes what it has", async () => {
  answer = (client) => client.endConnection();
  const session = connect();
  const stream = session.request({ ":path": "/" });
  await once(session, "goaway");
  received[0]?.client.sendPage(errorPage(503));
  expect((await once(stream, "response"))[0][":status"]).toBe(503);
  stream.resume();
  await closed(session);
});
