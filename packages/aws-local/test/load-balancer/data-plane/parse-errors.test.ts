import { expect, test } from "vitest";
import { refusalForParseError } from "../../../src/load-balancer/data-plane/parse-errors.ts";
import { getWith, parseError } from "./parsed.ts";

const post = (...lines: string[]) =>
  `POST / HTTP/1.1\r\nHost: web\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;

test.each([
  [505, "a version that is none", "GET / HTTP/9.9\r\nHost: web\r\n\r\n"],
  [501, "an encoding around the chunks", post("Transfer-Encoding: chunked, gzip")],
  [400, "a length beside chunks", post("Transfer-Encoding: chunked", "Content-Length: 5")],
  [400, "chunks beside a length", post("Content-Length: 5", "Transfer-Encoding: chunked")],
  [400, "a TLS handshake", "\x16\x03\x01\x02\x00"],
  [400, "a header without a colon", getWith("no colon")],
])("%i for %s", async (status, _what, bytes) => {
  expect(refusalForParseError(await parseError(bytes))).toBe(status);
});

test("408 for a request that does not come in time", () => {
  const error = Object.assign(new Error("Request timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
  expect(refusalForParseError(error)).toBe(408);
});

test.each([
  ["a connection that is gone", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
  ["an error without a code", new Error("odd")],
])("no answer to %s", (_what, error) => {
  expect(refusalForParseError(error)).toBeUndefined();
});
