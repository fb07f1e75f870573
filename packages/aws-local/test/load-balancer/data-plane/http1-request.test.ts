import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ClientConnection } from "../../../src/load-balancer/data-plane/client-connection.ts";
import type { Occupant, ResponseHead } from "../../../src/load-balancer/data-plane/client-side.ts";
import { Http1Request } from "../../../src/load-balancer/data-plane/http1-request.ts";
import { errorPage } from "../../../src/load-balancer/data-plane/own-pages.ts";
import { turn } from "../passing-time.ts";
import { RawClient } from "../raw-client.ts";

const openedAtMs = 1_000;
let told: unknown[];
const occupant: Occupant = {
  targetBytes: 0,
  clientGone: () => told.push("client gone"),
  requestBroken: () => told.push("request broken"),
  idle: () => told.push("idle"),
};

const server = http.createServer();
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  told = [];
});

/** A request as it has arrived, occupied. */
async function arrived(sent: string) {
  const requested = once(server, "request");
  const client = await RawClient.send((server.address() as AddressInfo).port, sent);
  const [message, response] = (await requested) as [IncomingMessage, ServerResponse];
  const connection = new ClientConnection(message.socket, openedAtMs, (status) =>
    told.push(`refused ${status}`),
  );
  const request = new Http1Request(connection, message, response);
  connection.enqueue(message, () => request.occupy(occupant));
  return { client, connection, message, request };
}

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
const post = (headers: string, body = "") => `POST / HTTP/1.1\r\nHost: web\r\n${headers}\r\n\r\n${body}`;
const head = (changes: Partial<ResponseHead> = {}): ResponseHead => ({
  ...{ statusCode: 200, reason: "Fine", headers: [], contentLength: undefined, hasDate: false },
  ...changes,
});
describe("a request over HTTP/1", () => {
  test("knows its connection's age and client", async () => {
    const { client, request } = await arrived(get);
    expect([request.connectedAtMs, request.remoteAddress]).toEqual([openedAtMs, "127.0.0.1"]);
    client.close();
  });

  test.each(["", "Content-Length: 0"])("has no body with %j", async (headers) => {
    const { client, request } = await arrived(headers === "" ? get : post(headers));
    expect(request.body()).toBeUndefined();
    client.close();
  });

  test("has a body of known length as bytes", async () => {
    const { client, request } = await arrived(post("Content-Length: 5", "hello"));
    const body = request.body();
    expect(body?.readableObjectMode).toBe(false);
    expect(await text(body as NonNullable<typeof body>)).toBe("hello");
    client.close();
  });

  test("has a chunked body chunk by chunk", async () => {
    const { client, request } = await arrived(
      post("Transfer-Encoding: chunked", "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"),
    );
    const body = request.body();
    expect([body?.readableObjectMode, body?.readableHighWaterMark]).toEqual([true, 1]);
    expect((await body?.toArray())?.map(String)).toEqual(["a", "bc"]);
    client.close();
  });

  test("waits for its client until the target no longer reads", async () => {
    const { client, request } = await arrived(post("Content-Length: 300000"));
    expect(request.waitsForClient).toBe(true);
    const body = request.body();
    client.write("x".repeat(200_000));
    await expect.poll(() => request.waitsForClient).toBe(false);
    body?.resume();
    await expect.poll(() => request.waitsForClient).toBe(true);
    client.write("x".repeat(100_000));
    await expect.poll(() => request.requestComplete).toBe(true);
    expect(request.waitsForClient).toBe(false);
    client.close();
  });

  test("survives a body that its target gives up", async () => {
    const { client, request } = await arrived(post("Content-Length: 10"));
    request.body()?.destroy(new Error("the target is gone"));
    client.write("more");
    await turn(20);
    request.sendPage(errorPage(502));
    expect(await client.until(/<\/html>\r\n$/)).toMatch(/^HTTP\/1\.1 502 /);
    client.close();
  });

  test.each<[string, (request: Http1Request) => void]>([
    ["an answer", (request) => request.sendPage(errorPage(503))],
    ["a refusal", (request) => request.refuse(408)],
    ["nothing", (request) => request.leave()],
  ])("drops its body with %s, and the rest of it is read", async (_end, ends) => {
    const { client, message, request } = await arrived(post("Content-Length: 300000"));
    const body = request.body();
    ends(request);
    expect(body?.destroyed).toBe(true);
    client.write("x".repeat(300_000));
    await expect.poll(() => message.complete).toBe(true);
    client.close();
  });

  test("leaves without an answer only if somebody has occupied it", async () => {
    const { client, connection, request } = await arrived(get);
    expect(connection.quiet).toBe(false);
    request.leave();
    expect(connection.quiet).toBe(true);
    client.close();
  });
});

describe("the answer over HTTP/1", () => {
  test("has the target's reason and date, and Node's date where the target has none", async () => {
    const dated = await arrived(get);
    const headers = ["Date", "yesterday", "Content-Length", "2"];
    dated.request.sendHead(head({ headers, hasDate: true }));
    dated.request.finish([Buffer.from("o"), Buffer.from("k")]);
    const received = await dated.client.until(/ok$/);
    expect(received).toMatch(/^HTTP\/1\.1 200 Fine\r\nDate: yesterday\r\n/);
    expect(received.match(/Date:/g)?.length).toBe(1);
    dated.client.close();

    const undated = await arrived(get);
    undated.request.sendHead(head({ headers: ["Content-Length", "0"] }));
    undated.request.finish([]);
    expect(await undated.client.until(/\r\n\r\n$/)).toMatch(/\r\nDate: .*GMT\r\n/);
    undated.client.close();
  });

  test("closes the connection if it is the last", async () => {
    const { client, request } = await arrived(get);
    request.endConnection();
    request.sendHead(head({ headers: ["Content-Length", "2"] }));
    request.finish([Buffer.from("ok")]);
    expect(await client.untilClosed()).toMatch(/\r\nConnection: close\r\n.*ok$/s);
  });

  test("has the load balancer's own page with one date", async () => {
    const { client, request } = await arrived(get);
    request.sendPage(errorPage(503));
    const received = await client.until(/<\/html>\r\n$/);
    expect(received.match(/Date:/g)?.length).toBe(1);
    expect(received).toContain("\r\nConnection: keep-alive\r\n");
    client.close();
  });

  test("says when its client keeps up again", async () => {
    const { client, request } = await arrived(get);
    request.sendHead(head());
    client.socket.pause();
    // More than the sockets' buffers hold.
    expect(request.write(Buffer.alloc(32_000_000), () => told.push("drained"))).toBe(false);
    await turn(20);
    expect(told).toEqual([]);
    client.socket.resume();
    await expect.poll(() => told).toEqual(["drained"]);
    request.breakOff();
    await client.untilClosed();
  });

  test("leaves its head at once if it is flushed", async () => {
    const { client, request } = await arrived(get);
    request.sendHead(head({ headers: ["X-Bytes", "\u00e9"] }));
    request.flushHead();
    expect(await client.until(/\r\n\r\n$/)).toContain("X-Bytes: \u00e9\r\n");
    client.close();
  });

  test("to a refused request is the refusal's page, and the connection closes", async () => {
    const { client, request } = await arrived(get);
    request.refuse(400);
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 400 /);
    expect(told).toEqual(["refused 400"]);
  });
});
