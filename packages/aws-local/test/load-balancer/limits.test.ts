import { expect, test } from "vitest";
import { limits, overLimit } from "../../src/load-balancer/limits.ts";
import { getWith, parsedRequest } from "./data-plane/parsed.ts";

const statusOf = async (bytes: string) => overLimit(await parsedRequest(bytes));

test("a request line may be exactly as long as its quota", async () => {
  const around = "GET  HTTP/1.1\r\n".length;
  const line = (urlLength: number) => `GET /${"x".repeat(urlLength - 1)} HTTP/1.1\r\nHost: web\r\n\r\n`;
  expect(await statusOf(line(limits.requestLine - around))).toBeUndefined();
  expect(await statusOf(line(limits.requestLine - around + 1))).toBe(414);
});

test("a header line may be exactly as long as its quota", async () => {
  const header = (length: number) => getWith(`X-Big: ${"x".repeat(length - "X-Big: \r\n".length)}`);
  expect(await statusOf(header(limits.requestHeader))).toBeUndefined();
  expect(await statusOf(header(limits.requestHeader + 1))).toBe(400);
});

test("all header lines together may be exactly as long as their quota", async () => {
  const host = "Host: web\r\n".length;
  const headers = (total: number) => {
    const count = 5;
    const rest = total - host;
    const each = Math.floor(rest / count);
    const lengths = Array.from({ length: count }, (_, i) => each + (i < rest % count ? 1 : 0));
    return getWith(...lengths.map((length, i) => `X-${i}: ${"x".repeat(length - "X-0: \r\n".length)}`));
  };
  expect(await statusOf(headers(limits.requestHeaders))).toBeUndefined();
  expect(await statusOf(headers(limits.requestHeaders + 1))).toBe(400);
});
