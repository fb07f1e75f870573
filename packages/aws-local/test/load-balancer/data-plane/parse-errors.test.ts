import { describe, expect, test } from "vitest";
import { refusalForParseError } from "../../../src/load-balancer/data-plane/parse-errors.ts";
import { getWith, parseError } from "./parsed.ts";

const post = (...lines: string[]) =>
  `POST / HTTP/1.1\r\nHost: web\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;

describe("what the parser refuses gets an answer, and a non-compliant request is counted:", () => {
  test.each([
    [505, true, "a version that nobody knows", "GET / HTTP/9.9\r\nHost: web\r\n\r\n"],
    [505, false, "a version that is none", "GET / HTTP/1.2\r\nHost: web\r\n\r\n"],
    [505, true, "HTTP/2 in clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    [501, true, "an encoding around the chunks", post("Transfer-Encoding: chunked, gzip")],
    [501, false, "an encoding that nobody knows", post("Transfer-Encoding: chunked, cow")],
    [400, false, "chunks in chunks", post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")],
    [400, false, "a length beside chunks", post("Transfer-Encoding: chunked", "Content-Length: 5")],
    [400, false, "chunks beside a length", post("Content-Length: 5", "Transfer-Encoding: chunked")],
    [400, false, "two lengths", post("Content-Length: 5", "Content-Length: 5")],
    [400, false, "a length that is no number", post("Content-Length: 5x")],
    [400, false, "a header without a colon", getWith("no colon")],
    [400, false, "a header that is one word", getWith("word")],
    [400, false, "an empty name", getWith(": 1")],
    [400, false, "a space before the colon", getWith("X-A : 1")],
    [400, false, "a folded header", getWith("X-A: 1", " 2")],
    [400, false, "a NUL in a value", getWith("X-A: \0")],
    [400, false, "a control character in a value", getWith("X-A: \x01")],
    [400, false, "a bare CR in a value", getWith("X-A: a\rb: 2")],
    [400, false, "a control character in the URL", "GET /\x01 HTTP/1.1\r\nHost: web\r\n\r\n"],
    [400, false, "a space in the URL", "GET /a b HTTP/1.1\r\nHost: web\r\n\r\n"],
    [400, true, "a URL beyond ASCII", "GET /\xe4 HTTP/1.1\r\nHost: web\r\n\r\n"],
    [400, false, "lines that end in a bare LF", "GET / HTTP/1.1\nHost: web\n\n"],
    [400, false, "a method that is none", "GE\x01T / HTTP/1.1\r\nHost: web\r\n\r\n"],
    [400, true, "a method that the parser does not know", "BREW / HTTP/1.1\r\nHost: web\r\n\r\n"],
    [400, true, "a TLS handshake", "\x16\x03\x01\x02\x00"],
    [400, true, "some words", "hello there\r\n\r\n"],
    [400, true, "a head that is only too long", getWith(`X-A: ${"x".repeat(200_000)}`)],
    [400, true, "a chunk that is none", `${post("Transfer-Encoding: chunked")}zz\r\n`],
    [400, false, "a bad head behind a good request", `${getWith()}${getWith("X-A : 1")}`],
  ])("%i, compliant %s: %s", async (status, compliant, _what, bytes) => {
    expect(refusalForParseError(await parseError(bytes))).toEqual({ status, compliant });
  });

  test.each([
    ["HPE_INVALID_HEADER_TOKEN", "X-A : 1"],
    ["HPE_INVALID_CONTENT_LENGTH", "Content-Length: 5x"],
    ["HPE_UNEXPECTED_CONTENT_LENGTH", "Content-Length: 5"],
  ])("%s for a header whose head began in an earlier packet", (code, line) => {
    const rawPacket = Buffer.from(`${line}\r\n\r\n`);
    const error = Object.assign(new Error("Parse Error"), { code, rawPacket, bytesParsed: 4 });
    expect(refusalForParseError(error)).toEqual({ status: 400, compliant: false });
  });

  test.each([
    ["HPE_INVALID_VERSION", 505],
    ["HPE_INVALID_TRANSFER_ENCODING", 501],
  ])("%s without the parser's message is %i", (code, status) => {
    expect(refusalForParseError(Object.assign(new Error("Parse Error"), { code }))?.status).toBe(status);
  });
});

test("408 for a request that does not arrive in time", () => {
  const error = Object.assign(new Error("Request timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
  expect(refusalForParseError(error)).toEqual({ status: 408, compliant: true });
});

test.each([
  ["a connection that is gone", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
  ["an error without a code", new Error("odd")],
])("no answer to %s", (_what, error) => {
  expect(refusalForParseError(error)).toBeUndefined();
});
