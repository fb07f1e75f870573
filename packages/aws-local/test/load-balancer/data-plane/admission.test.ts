import { describe, expect, test } from "vitest";
import { admit } from "../../../src/load-balancer/data-plane/admission.ts";
import { getWith, parsedRequest } from "./parsed.ts";

const defensive = { desyncMitigationMode: "defensive" } as const;
const addresses = (count: number) => `X-Forwarded-For: ${Array(count).fill("10.0.0.1").join(", ")}`;
const admissionOf = async (bytes: string) => admit(await parsedRequest(bytes), defensive);

describe("a request is admitted", () => {
  test.each([
    ["by a path", getWith()],
    ["by a whole URL", "GET HTTP://web/ HTTP/1.1\r\nHost: web\r\n\r\n"],
    ["over HTTP/1.0 without a Host", "GET / HTTP/1.0\r\n\r\n"],
    ["with thirty forwarded addresses", getWith(addresses(30))],
    ["in chunks", "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"],
    ["with a header whose name is as long as Host's", getWith("Vary: x")],
  ])("%s", async (_how, bytes) => {
    expect(await admissionOf(bytes)).toEqual({ refusal: undefined, closeBoth: false, compliant: true });
  });
});

describe("a request is refused, and its connection closed, with", () => {
  test.each([
    [505, "HTTP/2.0 in HTTP/1's words", "GET / HTTP/2.0\r\nHost: web\r\n\r\n"],
    [405, "TRACE", "TRACE / HTTP/1.1\r\nHost: web\r\n\r\n"],
    [405, "CONNECT", "CONNECT web:443 HTTP/1.1\r\nHost: web\r\n\r\n"],
    [414, "a request line over 16 K", `GET /${"x".repeat(17_000)} HTTP/1.1\r\nHost: web\r\n\r\n`],
    [400, "a header over 16 K", getWith(`X-Big: ${"x".repeat(17_000)}`)],
    [400, "no Host", "GET / HTTP/1.1\r\n\r\n"],
    [400, "two Hosts", getWith("Host: other")],
    [400, "a URL of another scheme", "GET ftp://web/ HTTP/1.1\r\nHost: web\r\n\r\n"],
    [
      400,
      "a URL of another scheme that names one of these",
      "GET ftp://http://web/ HTTP/1.1\r\nHost: web\r\n\r\n",
    ],
    [400, "two Hosts over HTTP/1.0", "GET / HTTP/1.0\r\nHost: web\r\nHost: other\r\n\r\n"],
    [400, "a URL that is none", "OPTIONS * HTTP/1.1\r\nHost: web\r\n\r\n"],
    [463, "thirty-one forwarded addresses", getWith(addresses(31))],
  ])("%i for %s", async (refusal, _what, bytes) => {
    expect(await admissionOf(bytes)).toEqual({ refusal, closeBoth: true, compliant: true });
  });

  test("505 for HTTP/0.9, which is counted as well", async () => {
    const admission = await admissionOf("GET / HTTP/0.9\r\nHost: web\r\n\r\n");
    expect(admission).toEqual({ refusal: 505, closeBoth: true, compliant: false });
  });

  test.each([
    ["identity, identity ,chunked", undefined],
    ["identity", 501],
    ["chunked, identity", 501],
    ["xchunked", 501],
    ["chunkedx", 501],
  ])("the encoding %s gives %s", (encoding, refusal) => {
    const request = {
      method: "POST",
      url: "/",
      httpVersionMajor: 1,
      httpVersionMinor: 1,
      headers: { host: "web", "transfer-encoding": encoding },
      rawHeaders: ["Host", "web", "Transfer-Encoding", encoding],
    };
    const { refusal: given } = admit(request, { desyncMitigationMode: "monitor" });
    expect(given).toBe(refusal);
  });

  test("501 for an unknown encoding", async () => {
    const request = await parsedRequest(
      "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    );
    expect(admit(request, defensive).refusal).toBe(501);
  });
});

describe("a request that does not comply with RFC 7230 is counted, and", () => {
  const stray = getWith("Content_Length: 5");
  test.each([
    ["monitor", { refusal: undefined, closeBoth: false }],
    ["defensive", { refusal: undefined, closeBoth: true }],
    ["strictest", { refusal: 400, closeBoth: true }],
  ] as const)("in %s mode: %j", async (desyncMitigationMode, fate) => {
    const admission = admit(await parsedRequest(stray), { desyncMitigationMode });
    expect(admission).toEqual({ ...fate, compliant: false });
  });
});
