import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass } from "./passing-time.ts";
import { RawClient } from "./raw-client.ts";
import { bytes, bytesThenFin, type Reaction, reset, silence } from "./raw-target.ts";
import { codeCounts, type RigOptions, startRig, startRigWithTarget } from "./rig.ts";

/** What each status is documented for (ALB user guide, "Troubleshoot your Application Load Balancers"), on raw sockets on both sides. */
interface Row {
  when: string;
  send: string;
  status: number;
  target?: Reaction;
  options?: RigOptions;
  /** True where the answer only comes once the idle timeout has passed. */
  afterIdleTimeout?: boolean;
  /** True where the request must not have reached the target. */
  refused?: boolean;
}

const get = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
const withHeaders = (headers: string) => `GET / HTTP/1.1\r\nHost: web\r\n${headers}\r\n\r\n`;
const post = (headers: string, body: string) => `POST / HTTP/1.1\r\nHost: web\r\n${headers}\r\n\r\n${body}`;

const rows: Row[] = [
  { status: 400, refused: true, when: "the request is no HTTP", send: "hello there\r\n\r\n" },
  {
    status: 400,
    refused: true,
    when: "the request is a TLS handshake",
    send: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  },
  { status: 400, refused: true, when: "the method is unknown", send: "BREW / HTTP/1.1\r\nHost: web\r\n\r\n" },
  { status: 400, refused: true, when: "the Host header is missing", send: "GET / HTTP/1.1\r\n\r\n" },
  { status: 400, refused: true, when: "there are two Host headers", send: withHeaders("Host: other") },
  { status: 400, refused: true, when: "a header has no colon", send: withHeaders("no colon here") },
  { status: 400, refused: true, when: "a header name ends in a space", send: withHeaders("X-A : 1") },
  {
    status: 400,
    refused: true,
    when: "a header is folded over two lines",
    send: withHeaders("X-A: 1\r\n folded: 2"),
  },
  { status: 400, refused: true, when: "a header holds a NUL", send: withHeaders("X-A: \0") },
  { status: 400, refused: true, when: "a line ends in a bare CR", send: "GET / HTTP/1.1\rHost: web\r\r" },
  {
    status: 400,
    refused: true,
    when: "one header is larger than 16 K",
    send: withHeaders(`X-Big: ${"x".repeat(16 * 1024)}`),
  },
  {
    status: 400,
    refused: true,
    when: "all headers are larger than 64 K",
    send: withHeaders(Array.from({ length: 70 }, (_, i) => `X-${i}: ${"x".repeat(1000)}`).join("\r\n")),
  },
  {
    status: 400,
    refused: true,
    when: "the head never ends",
    send: withHeaders(Array.from({ length: 300 }, (_, i) => `X-${i}: ${"x".repeat(1000)}`).join("\r\n")),
  },
  {
    status: 400,
    refused: true,
    when: "two lengths contradict each other",
    send: post("Content-Length: 5\r\nContent-Length: 6", "hello!"),
  },
  { status: 400, refused: true, when: "the length is no number", send: post("Content-Length: 5x", "hello") },
  { status: 400, refused: true, when: "the length is negative", send: post("Content-Length: -5", "hello") },
  {
    status: 400,
    refused: true,
    when: "there are a length and chunks",
    send: post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
  },
  { status: 400, refused: true, when: "the path is none", send: "GET web HTTP/1.1\r\nHost: web\r\n\r\n" },
  { status: 405, refused: true, when: "the method is TRACE", send: "TRACE / HTTP/1.1\r\nHost: web\r\n\r\n" },
  {
    status: 405,
    refused: true,
    when: "the method is CONNECT",
    send: "CONNECT web:80 HTTP/1.1\r\nHost: web\r\n\r\n",
  },
  {
    status: 408,
    refused: true,
    afterIdleTimeout: true,
    when: "nothing is sent before the idle timeout",
    send: "",
  },
  {
    status: 408,
    refused: true,
    afterIdleTimeout: true,
    when: "the head is sent by half",
    send: "GET / HTTP/1.1\r\nHost: w",
  },
  {
    status: 408,
    afterIdleTimeout: true,
    when: "the body is sent by half",
    send: post("Content-Length: 10", "hello"),
    target: silence,
  },
  {
    status: 414,
    refused: true,
    when: "the URL is longer than 16 K",
    send: `GET /${"x".repeat(16 * 1024)} HTTP/1.1\r\nHost: web\r\n\r\n`,
  },
  {
    status: 463,
    refused: true,
    when: "X-Forwarded-For holds more than 30 addresses",
    send: withHeaders(`X-Forwarded-For: ${Array.from({ length: 31 }, (_, i) => `10.0.0.${i}`).join(", ")}`),
  },
  {
    status: 464,
    refused: true,
    when: "the target group wants gRPC",
    send: get,
    options: { targetGroup: { protocolVersion: "GRPC" } },
  },
  {
    status: 464,
    refused: true,
    when: "the target group wants HTTP/2",
    send: get,
    options: { targetGroup: { protocolVersion: "HTTP2" } },
  },
  {
    status: 501,
    refused: true,
    when: "the transfer encoding is unknown",
    send: post("Transfer-Encoding: gzip", ""),
  },
  { status: 502, when: "the target closes without a byte", send: get, target: bytesThenFin("") },
  { status: 502, when: "the target resets the connection", send: get, target: reset },
  {
    status: 502,
    when: "the target closes within the head",
    send: get,
    target: bytesThenFin("HTTP/1.1 200 OK\r\nContent-Le"),
  },
  {
    status: 502,
    when: "the target closes within the body",
    send: get,
    target: bytesThenFin("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
  },
  { status: 502, when: "the target answers with garbage", send: get, target: bytes("hello there\r\n\r\n") },
  {
    status: 502,
    when: "the target answers with an invalid header",
    send: get,
    target: bytes("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
  },
  {
    status: 502,
    when: "the target's headers are larger than 32 K",
    send: get,
    target: bytes(`HTTP/1.1 200 OK\r\nX-Big: ${"x".repeat(33 * 1024)}\r\nContent-Length: 0\r\n\r\n`),
  },
  {
    status: 502,
    when: "the target gives two lengths",
    send: get,
    target: bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
  },
  {
    status: 502,
    when: "the target gives a length and chunks",
    send: get,
    target: bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
  },
  {
    status: 502,
    when: "the target gives a length that is no number",
    send: get,
    target: bytes("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
  },
  {
    status: 504,
    afterIdleTimeout: true,
    when: "the target does not answer before the idle timeout",
    send: get,
    target: silence,
  },
  {
    status: 504,
    afterIdleTimeout: true,
    when: "the target stops within its head",
    send: get,
    target: bytes("HTTP/1.1 200 OK\r\nContent-Le"),
  },
  {
    status: 504,
    afterIdleTimeout: true,
    when: "the response is shorter than its Content-Length",
    send: get,
    target: bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"),
  },
  {
    status: 505,
    refused: true,
    when: "the HTTP version is 2.0",
    send: "GET / HTTP/2.0\r\nHost: web\r\n\r\n",
  },
  {
    status: 505,
    refused: true,
    when: "the HTTP version is 3.7",
    send: "GET / HTTP/3.7\r\nHost: web\r\n\r\n",
  },
];

describe("the statuses that an ALB generates, as on AWS", () => {
  test.for(rows)("answers $status if $when", async (row) => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(row.target, { clock, ...row.options });
    const client = await RawClient.send(rig.port, row.send);

    if (row.afterIdleTimeout === true) {
      if (row.refused !== true) {
        await target.until(() => target.received.endsWith(row.send === get ? "\r\n\r\n" : "hello"));
      }
      while (client.received === "" && !client.closed) {
        await pass(clock, 10_000);
      }
    }

    const page = await client.until(/<\/html>\r\n$/);
    expect(page).toMatch(new RegExp(`^HTTP/1\\.1 ${row.status}[ \\r]`));
    expect(codeCounts(rig)).toEqual(elbCounts(row.status));
    if (row.refused === true) {
      expect(target.requestLines).toEqual([]);
    } else {
      expect(target.requestLines).toHaveLength(1);
    }
    client.close();
  });

  test("answers 503 if no target is registered, and does not count it as a request", async () => {
    const rig = await startRig();
    const client = await RawClient.send(rig.port, get);
    const page = await client.until(/<\/html>\r\n$/);
    expect(page).toMatch(/^HTTP\/1\.1 503 Service Temporarily Unavailable\r\n/);
    expect(codeCounts(rig)).toEqual(elbCounts(503));
    expect(rig.sum("RequestCount")).toBeUndefined();
    client.close();
  });

  test("answers 502 at once if the connection is refused, and counts a target connection error", async () => {
    const { rig, target } = await startRigWithTarget();
    await target.close();
    const client = await RawClient.send(rig.port, get);
    expect(await client.until(/<\/html>\r\n$/)).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(rig.sum("TargetConnectionErrorCount")).toBe(1);
    expect(codeCounts(rig)).toEqual(elbCounts(502));
    client.close();
  });

  test("counts 460 if the client leaves before the answer, and closes the target's connection", async () => {
    const { rig, target } = await startRigWithTarget(silence);
    const client = await RawClient.send(rig.port, get);
    await target.until(() => target.requestLines.length === 1);
    client.close();
    await target.until(() => target.sockets.size === 0);
    expect(codeCounts(rig)).toEqual({ HTTPCode_ELB_4XX_Count: 1 });
    expect(rig.sum("RequestCount")).toBe(1);
  });

  test("counts 400 if the client leaves within its body", async () => {
    const { rig, target } = await startRigWithTarget(silence);
    const client = await RawClient.send(rig.port, post("Content-Length: 10", "hello"));
    await target.until(() => target.received.endsWith("hello"));
    client.close();
    await target.until(() => target.sockets.size === 0);
    expect(codeCounts(rig)).toEqual({ HTTPCode_ELB_4XX_Count: 1 });
  });

  test("answers 502 to requests in flight when the deregistration delay runs out", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(silence, { clock });
    const client = await RawClient.send(rig.port, get);
    await target.until(() => target.requestLines.length === 1);
    const gone = rig.targetGroup.deregister("i-0");
    await pass(clock, 14_000);
    expect(client.received).toBe("");
    await pass(clock, 1_000);
    await gone;
    expect(await client.until(/<\/html>\r\n$/)).toMatch(/^HTTP\/1\.1 502 /);
    expect(codeCounts(rig)).toEqual(elbCounts(502));
    client.close();
  });
});

function elbCounts(status: number): Record<string, number> {
  const counts: Record<string, number> = { [`HTTPCode_ELB_${Math.floor(status / 100)}XX_Count`]: 1 };
  if ([502, 503, 504].includes(status)) {
    counts[`HTTPCode_ELB_${status}_Count`] = 1;
  }
  return counts;
}
