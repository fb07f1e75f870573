import { once } from "node:events";
import { constants } from "node:http2";
import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { askHttp2, connectHttp2, startHttpsRig } from "./https-rig.ts";
import { pass, turn } from "./passing-time.ts";
import { answer, bytes, bytesThenFin, reset, silence } from "./raw-target.ts";
import { codeCounts } from "./rig.ts";

describe("HTTP/2 with clients, as on AWS", () => {
  test("is used on HTTPS listeners, and HTTP/1.1 to targets, with the forwarding headers", async () => {
    const rig = await startHttpsRig(answer("hello", "X-Answer: personal\r\nConnection: keep-alive\r\n"));
    const session = await connectHttp2(rig);
    const got = await askHttp2(session, {
      ":path": "/page?x=1",
      "x-a": "1",
      cookie: ["a=b", "c=d"],
      te: "trailers",
    });
    expect(got).toMatchObject({
      status: 200,
      body: "hello",
      rstCode: 0,
      headers: { "x-answer": "personal" },
    });
    expect(got.headers).not.toHaveProperty("connection");
    const [head = ""] = rig.target.heads;
    expect(head).toMatch(/^GET \/page\?x=1 HTTP\/1\.1\r\n/);
    expect(head.toLowerCase()).toContain(`\r\nhost: localhost:${rig.listener.localPort}`);
    expect(head).toMatch(/\r\nX-Forwarded-Proto: https\r\n/);
    expect(head).toContain(`\r\nX-Forwarded-Port: ${rig.listener.localPort}\r\n`);
    expect(head).toMatch(/\r\nX-Amzn-Trace-Id: Root=1-/);
    expect(head).toContain("\r\nCookie: a=b; c=d");
    expect(head).not.toMatch(/\r\n(?::|te:)/i);
    expect(rig.rig.sum("RequestCount")).toBe(1);
    expect(rig.rig.answers).toMatchObject([{ statusCode: 200, origin: "target", answerKind: "personal" }]);
  });

  test("carries at most 128 requests at once on one connection", async () => {
    const rig = await startHttpsRig(silence);
    const session = await connectHttp2(rig);
    await settled(session);
    expect(session.remoteSettings.maxConcurrentStreams).toBe(128);
    const asked = Array.from({ length: 130 }, () => askHttp2(session, {}));
    await rig.target.until(() => rig.target.requestLines.length === 128);
    await turn();
    expect(rig.target.requestLines).toHaveLength(128);
    for (const socket of [...rig.target.servedBy]) {
      answer("x")(socket, "");
    }
    rig.target.react = answer("x");
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  test("is not offered if the attribute is off", async () => {
    const rig = await startHttpsRig();
    rig.rig.loadBalancer.update({ ...rig.rig.loadBalancer.settings, http2Enabled: false });
    await expect(connectHttp2(rig)).rejects.toThrow();
  });

  test("sends bodies of known length with their length, and others in chunks", async () => {
    const rig = await startHttpsRig(silence);
    const session = await connectHttp2(rig);
    const known = askHttp2(session, { ":method": "POST", "content-length": "5" }, "hello");
    await rig.target.until(() => rig.target.received.endsWith("\r\n\r\nhello"));
    expect(rig.target.heads[0]).toMatch(/\r\ncontent-length: 5/i);
    const other = askHttp2(session, { ":method": "POST" }, "hello");
    await rig.target.until(() => rig.target.received.endsWith("5\r\nhello\r\n0\r\n\r\n"));
    for (const socket of rig.target.servedBy) {
      answer("ok")(socket, "");
    }
    expect((await Promise.all([known, other])).map(({ body }) => body)).toEqual(["ok", "ok"]);
  });

  test("drops trailers in both directions, and keeps the bodies complete", async () => {
    const chunked = "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n";
    const rig = await startHttpsRig(silence);
    const session = await connectHttp2(rig);
    const stream = session.request(
      { ":method": "POST", ":path": "/", trailer: "x-sum" },
      { waitForTrailers: true },
    );
    const trailers: unknown[] = [];
    stream.on("trailers", (sent) => trailers.push(sent));
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-sum": "1" }));
    stream.end("hello");
    await rig.target.until(() => rig.target.received.endsWith("5\r\nhello\r\n0\r\n\r\n"));
    expect(rig.target.received.toLowerCase()).not.toContain("x-sum");
    const responded = once(stream, "response");
    for (const socket of rig.target.servedBy) {
      bytes(`HTTP/1.1 200 OK\r\n${chunked}`)(socket, "");
    }
    const [headers] = await responded;
    expect(headers).toMatchObject({ ":status": 200 });
    expect(headers).not.toHaveProperty("trailer");
    stream.setEncoding("latin1");
    expect((await stream.toArray()).join("")).toBe("ok");
    expect(trailers).toEqual([]);
  });

  test.for([
    [502, "closes without a byte", bytesThenFin("")],
    [502, "resets", reset],
    [502, "answers with garbage", bytes("garbage\r\n\r\n")],
  ] as const)("answers %i if the target %s, and keeps the connection open", async ([status, , react]) => {
    const rig = await startHttpsRig(react);
    const session = await connectHttp2(rig);
    const got = await askHttp2(session, {});
    expect(got).toMatchObject({
      status,
      rstCode: 0,
      headers: { server: "awselb/2.0", "content-type": "text/html" },
    });
    expect(got.body).toContain("502 Bad Gateway");
    expect(got.headers).not.toHaveProperty("connection");
    rig.target.react = answer("well again");
    expect(await askHttp2(session, {})).toMatchObject({ status: 200, body: "well again" });
    expect(codeCounts(rig.rig)).toEqual({
      HTTPCode_ELB_5XX_Count: 1,
      HTTPCode_ELB_502_Count: 1,
      HTTPCode_Target_2XX_Count: 1,
    });
  });

  test("answers 504 if the target is silent for the idle timeout, and 408 if the client's body is", async () => {
    const clock = manualClock();
    const rig = await startHttpsRig(silence, { clock });
    const session = await connectHttp2(rig);
    const silent = askHttp2(session, {});
    await rig.target.until(() => rig.target.requestLines.length === 1);
    await passUntil(clock, silent);
    expect((await silent).status).toBe(504);
    const stream = session.request({ ":method": "POST", ":path": "/", "content-length": "10" });
    stream.on("error", () => {});
    stream.write("hello");
    const responded = once(stream, "response");
    await rig.target.until(() => rig.target.received.endsWith("hello"));
    await passUntil(clock, responded);
    expect((await responded)[0][":status"]).toBe(408);
    stream.close();
  });

  test("resets only the stream whose response breaks off", async () => {
    const start = `HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n${"x".repeat(20_000)}`;
    const rig = await startHttpsRig(bytesThenFin(start));
    const session = await connectHttp2(rig);
    const broken = await askHttp2(session, {});
    expect(broken).toMatchObject({ status: 200, rstCode: constants.NGHTTP2_INTERNAL_ERROR });
    expect(rig.rig.answers).toMatchObject([{ statusCode: 200, complete: false }]);
    rig.target.react = answer("well");
    expect((await askHttp2(session, {})).body).toBe("well");
  });

  test("counts 460 if the client resets its stream, and closes the target's connection", async () => {
    const rig = await startHttpsRig(silence);
    const session = await connectHttp2(rig);
    const stream = session.request({ ":path": "/" });
    stream.on("error", () => {});
    await rig.target.until(() => rig.target.requestLines.length === 1);
    stream.close(constants.NGHTTP2_CANCEL);
    await rig.target.until(() => rig.target.sockets.size === 0);
    expect(codeCounts(rig.rig)).toEqual({ HTTPCode_ELB_4XX_Count: 1 });
    expect(rig.rig.targetGroup.describeTargets()[0]?.inFlight).toBe(0);
  });

  test.for<[status: number, what: string, headers: Record<string, string>]>([
    [405, "TRACE", { ":method": "TRACE" }],
    [414, "a URL over 16 K", { ":path": `/${"x".repeat(17_000)}` }],
    [463, "31 forwarded addresses", { "x-forwarded-for": Array(31).fill("10.0.0.1").join(", ") }],
    [
      400,
      "a look-alike of a length that contradicts it",
      { ":method": "POST", "content-length": "1", content_length: "2" },
    ],
  ])("answers %i to %s, and keeps the connection open", async ([status, , headers]) => {
    const rig = await startHttpsRig(answer("on"));
    const session = await connectHttp2(rig);
    expect((await askHttp2(session, headers, headers["content-length"] && "x")).status).toBe(status);
    expect((await askHttp2(session, {})).status).toBe(200);
    expect(rig.target.requestLines).toEqual(["GET / HTTP/1.1"]);
  });

  test("tells a client whose request is answered before its body to stop sending", async () => {
    const rig = await startHttpsRig(bytes("HTTP/1.1 405 No\r\nContent-Length: 4\r\n\r\nnope"));
    const session = await connectHttp2(rig);
    const stream = session.request({ ":method": "POST", ":path": "/" });
    stream.on("error", () => {});
    stream.write("x".repeat(10_000));
    const [headers] = await once(stream, "response");
    expect(headers[":status"]).toBe(405);
    stream.resume();
    await once(stream, "close");
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  });

  test("sends GOAWAY to a connection that is idle for the idle timeout", async () => {
    const clock = manualClock();
    const rig = await startHttpsRig(answer("hi"), { clock });
    const session = await connectHttp2(rig);
    await askHttp2(session, {});
    const gone = once(session, "goaway");
    const closed = once(session, "close");
    await passUntil(clock, gone);
    expect((await gone)[0]).toBe(constants.NGHTTP2_NO_ERROR);
    await closed;
  });

  test("sends GOAWAY with the first response after the client keep-alive, and finishes open streams", async () => {
    const clock = manualClock();
    const rig = await startHttpsRig(answer("hi"), {
      clock,
      settings: { clientKeepAliveSeconds: 60, idleTimeoutSeconds: 600 },
    });
    const session = await connectHttp2(rig);
    await askHttp2(session, {});
    clock.advance(61_000);
    const gone = once(session, "goaway");
    expect(await askHttp2(session, {})).toMatchObject({ status: 200, body: "hi" });
    await gone;
    await once(session, "close");
  });
});

test("a response waits while its client does not read", async () => {
  const rig = await startHttpsRig(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
  const session = await connectHttp2(rig);
  const stream = session.request({ ":path": "/" });
  stream.on("error", () => {});
  stream.pause();
  await once(stream, "response");
  const [socket] = rig.target.sockets;
  for (let i = 0; i < 1000; i++) {
    socket?.write(`10000\r\n${"x".repeat(0x10000)}\r\n`);
  }
  for (let i = 0; i < 50; i++) {
    await turn();
  }
  expect(socket?.writableLength).toBeGreaterThan(30_000_000);
});

async function settled(session: Awaited<ReturnType<typeof connectHttp2>>): Promise<void> {
  if (session.remoteSettings.maxConcurrentStreams !== 128) {
    await once(session, "remoteSettings");
  }
}

async function passUntil(clock: ReturnType<typeof manualClock>, event: Promise<unknown>): Promise<void> {
  let happened = false;
  void event.then(() => {
    happened = true;
  });
  for (let i = 0; i < 200 && !happened; i++) {
    await pass(clock, 1_000);
    await turn();
  }
}
