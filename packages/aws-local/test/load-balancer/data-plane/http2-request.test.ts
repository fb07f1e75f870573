import { once } from "node:events";
import http2, { type ClientHttp2Stream, constants, type OutgoingHttpHeaders } from "node:http2";
import type { AddressInfo } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { ElbStatus } from "../../../src/load-balancer/contract.ts";
import type { Sent } from "../../../src/load-balancer/data-plane/answers.ts";
import type { Occupant, ResponseHead } from "../../../src/load-balancer/data-plane/client-side.ts";
import {
  type Http2ConnectionSide,
  Http2Request,
} from "../../../src/load-balancer/data-plane/http2-request.ts";
import { errorPage, redirectPage } from "../../../src/load-balancer/data-plane/own-pages.ts";
import { turn } from "../passing-time.ts";

const idleTimeoutMs = 60_000;
const openedAtMs = 1_000;

/** What the connection and the occupant were told. */
let told: unknown[];

const connection: Http2ConnectionSide = {
  openedAtMs,
  remoteAddress: "10.0.0.7",
  end: () => told.push("end"),
  refused: (status: ElbStatus, sent: Sent | undefined) => told.push(["refused", status, sent]),
};

class Watcher implements Occupant {
  targetBytes = 0;
  clientGone(): void {
    told.push("client gone");
  }
  requestBroken(): void {
    told.push("request broken");
  }
  idle(): void {
    told.push("idle");
  }
}

/** HTTP/2 in clear: the streams are the same. */
const server = http2.createServer();
let port: number;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  told = [];
});

interface Exchange {
  client: ClientHttp2Stream;
  request: Http2Request;
  stream: http2.ServerHttp2Stream;
}

/** A request as it has arrived: with a body, unless it ends with its head. */
async function arrived(headers: OutgoingHttpHeaders = {}, { endStream = false } = {}): Promise<Exchange> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  const streamed = once(server, "stream");
  const client = session.request({ ":path": "/", ...headers }, { endStream });
  client.on("error", () => {});
  const [stream, head] = (await streamed) as [http2.ServerHttp2Stream, http2.IncomingHttpHeaders];
  return {
    client,
    stream,
    request: new Http2Request(connection, stream, head["content-length"], openedAtMs),
  };
}

async function answered(client: ClientHttp2Stream) {
  const [headers] = (await once(client, "response")) as [http2.IncomingHttpHeaders];
  return { headers, body: await text(client) };
}

const head: ResponseHead = {
  statusCode: 200,
  reason: "",
  headers: [],
  contentLength: undefined,
  hasDate: false,
};

/** Also after an error, with which `once` would reject. */
const closed = (stream: ClientHttp2Stream) => new Promise((resolve) => stream.once("close", resolve));

describe("the body of a request over HTTP/2", () => {
  test("is none if the request ends with its head, or has a length of 0", async () => {
    const headOnly = await arrived({}, { endStream: true });
    expect([headOnly.request.body(), headOnly.request.requestComplete]).toEqual([undefined, true]);
    const empty = await arrived({ ":method": "POST", "content-length": "0" });
    expect(empty.request.body()).toBeUndefined();
  });

  test("is complete, even if it arrives before it is asked for", async () => {
    const { client, request } = await arrived({ ":method": "POST", "content-length": "5" });
    client.end("hello");
    await turn(20);
    expect(request.requestComplete).toBe(false);
    const body = request.body();
    expect(body?.readableObjectMode).toBe(false);
    expect(String(await buffer(body as NonNullable<typeof body>))).toBe("hello");
    expect(request.requestComplete).toBe(true);
  });

  test("keeps its pieces apart if it has no length, one at a time", async () => {
    const { client, request } = await arrived({ ":method": "POST" });
    const body = request.body();
    expect([body?.readableObjectMode, body?.readableHighWaterMark]).toEqual([true, 1]);
    client.end("hello");
    expect(await text(body as NonNullable<typeof body>)).toBe("hello");
  });

  test("is waited for until the target no longer reads", async () => {
    const { client, request } = await arrived({ ":method": "POST", "content-length": "300000" });
    expect(request.waitsForClient).toBe(true);
    const body = request.body();
    expect(request.waitsForClient).toBe(true);
    client.write("x".repeat(200_000));
    await expect.poll(() => request.waitsForClient).toBe(false);
    body?.resume();
    await expect.poll(() => request.waitsForClient).toBe(true);
    client.end("x".repeat(100_000));
    await expect.poll(() => request.requestComplete).toBe(true);
    expect(request.waitsForClient).toBe(false);
  });

  test.each<[string, (request: Http2Request) => void]>([
    ["there is no answer", (request) => request.leave()],
    ["the answer is complete", (request) => request.finish([])],
  ])("is dropped once %s, and its rest is read", async (_when, ends) => {
    const { client, request } = await arrived({ ":method": "POST" });
    const body = request.body();
    request.sendHead(head);
    ends(request);
    expect(body?.destroyed).toBe(true);
    client.end("x".repeat(200_000));
    await expect.poll(() => request.requestComplete || client.closed).toBe(true);
  });

  test("that its target leaves unread does no harm", async () => {
    const { client, request } = await arrived({ ":method": "POST" });
    const body = request.body();
    body?.destroy(new Error("the target is gone"));
    client.write("more");
    await turn(20);
    request.sendPage(errorPage(502));
    expect((await answered(client)).headers[":status"]).toBe(502);
  });
});

describe("the answer over HTTP/2", () => {
  test("knows its connection's age and client", async () => {
    const { request } = await arrived({}, { endStream: true });
    expect([request.connectedAtMs, request.remoteAddress]).toEqual([openedAtMs, "10.0.0.7"]);
    request.endConnection();
    expect(told).toEqual(["end"]);
  });

  test.each([[[]], [["one"]], [["one", "two", "three"]]])(
    "contains all the pieces %j, in order",
    async (pieces) => {
      const { client, request } = await arrived({}, { endStream: true });
      const [headers] = [["Content-Length", String(pieces.join("").length)]];
      request.sendHead({ ...head, headers });
      request.finish(pieces.map((piece) => Buffer.from(piece)));
      expect(await answered(client)).toMatchObject({ headers: { ":status": 200 }, body: pieces.join("") });
    },
  );

  test("says when its client keeps up again", async () => {
    const { client, request } = await arrived({}, { endStream: true });
    request.sendHead(head);
    client.pause();
    while (request.write(Buffer.alloc(64 * 1024), () => told.push("drained"))) {}
    await turn(20);
    expect(told).toEqual([]);
    client.resume();
    await expect.poll(() => told).toEqual(["drained"]);
    request.breakOff();
  });

  test("is the load balancer's own page, with a Location only if it redirects", async () => {
    const plain = await arrived({}, { endStream: true });
    plain.request.sendPage(errorPage(503));
    const { headers, body } = await answered(plain.client);
    expect(headers).toMatchObject({ ":status": 503, "content-type": "text/html", "content-length": "162" });
    expect(headers).not.toHaveProperty("location");
    expect(body).toContain("503 Service Temporarily Unavailable");

    const moved = await arrived({}, { endStream: true });
    moved.request.sendPage(redirectPage({ type: "redirect", statusCode: "HTTP_301" }, "https://web/there"));
    expect((await answered(moved.client)).headers).toMatchObject({
      ":status": 301,
      location: "https://web/there",
    });
  });

  test("is no page any more once a response has begun, or the client is gone", async () => {
    const begun = await arrived({}, { endStream: true });
    begun.request.sendHead(head);
    begun.request.sendPage(errorPage(502));
    begun.request.finish([Buffer.from("whole")]);
    expect(await answered(begun.client)).toMatchObject({ headers: { ":status": 200 }, body: "whole" });

    const gone = await arrived({}, { endStream: true });
    gone.client.close(constants.NGHTTP2_CANCEL);
    await once(gone.stream, "close");
    expect(() => gone.request.sendPage(errorPage(502))).not.toThrow();
  });

  test("to a request that is refused is counted with its connection", async () => {
    const { client, request } = await arrived({}, { endStream: true });
    const sent = { startedAtMs: 5 };
    request.refuse(400, sent);
    expect(told).toEqual([["refused", 400, sent]]);
    expect((await answered(client)).headers[":status"]).toBe(400);
  });

  test("that breaks off resets the stream, drops the body, and tells nobody", async () => {
    const { client, request } = await arrived({ ":method": "POST" });
    const body = request.body();
    request.occupy(new Watcher());
    request.sendHead(head);
    request.breakOff();
    request.closed();
    expect(body?.destroyed).toBe(true);
    await closed(client);
    expect([client.rstCode, told]).toEqual([constants.NGHTTP2_INTERNAL_ERROR, []]);
  });
});

describe("the occupant of a request over HTTP/2", () => {
  test("is told once that the client is gone, unless it has left before", async () => {
    const { request } = await arrived({}, { endStream: true });
    request.occupy(new Watcher());
    request.closed();
    request.closed();
    expect(told).toEqual(["client gone"]);

    const other = await arrived({}, { endStream: true });
    other.request.occupy(new Watcher());
    other.request.leave();
    other.request.closed();
    other.request.closed();
    expect(told).toEqual(["client gone"]);
  });

  test("is told when nothing has moved for the idle timeout, at its very end", async () => {
    const { request } = await arrived({}, { endStream: true });
    request.occupy(new Watcher());
    request.sweep(openedAtMs + idleTimeoutMs - 1, idleTimeoutMs);
    expect(told).toEqual([]);
    request.sweep(openedAtMs + idleTimeoutMs, idleTimeoutMs);
    expect(told).toEqual(["idle"]);
  });

  test("is not told while the target sends, the response is sent, or the body arrives", async () => {
    const watcher = new Watcher();
    const { client, request } = await arrived({ ":method": "POST" });
    request.occupy(watcher);
    request.body()?.resume();
    let nowMs = openedAtMs;
    const sweepAfterTimeout = () => {
      nowMs += idleTimeoutMs;
      request.sweep(nowMs, idleTimeoutMs);
    };
    const received = async (bytes: string) => {
      const read = once(request.body() ?? client, "data");
      client.write(bytes);
      await read;
    };
    watcher.targetBytes = 7;
    sweepAfterTimeout();
    request.sendHead(head);
    request.write(Buffer.from("seven b"), () => {});
    watcher.targetBytes = 14;
    sweepAfterTimeout();
    await received("seven b");
    sweepAfterTimeout();
    await received("seven b");
    watcher.targetBytes = 21;
    sweepAfterTimeout();
    expect(told).toEqual([]);
    sweepAfterTimeout();
    expect(told).toEqual(["idle"]);
  });

  test("is missing after the answer: an idle stream is then cancelled", async () => {
    const { client, request } = await arrived({ ":method": "POST" });
    request.sweep(openedAtMs + idleTimeoutMs, idleTimeoutMs);
    await closed(client);
    expect([client.rstCode, told]).toEqual([constants.NGHTTP2_CANCEL, []]);
  });
});
