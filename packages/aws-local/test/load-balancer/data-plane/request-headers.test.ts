import { describe, expect, test } from "vitest";
import type { LoadBalancerSettings } from "../../../src/load-balancer/contract.ts";
import {
  targetRequestHeaders,
  tooManyForwardedAddresses,
} from "../../../src/load-balancer/data-plane/request-headers.ts";
import { defaultSettings } from "../rig.ts";
import { getWith, parsedRequest } from "./parsed.ts";

/** The headers that the target gets, by name in lower case. */
async function forwarded(
  bytes: string,
  changes: Partial<LoadBalancerSettings> = {},
  listenerPort = 8080,
): Promise<Record<string, string>> {
  const context = {
    settings: { ...defaultSettings, ...changes },
    protocol: "http" as const,
    clientAddress: "10.0.0.9",
    listenerPort,
    nowMs: 0,
  };
  const flat = targetRequestHeaders(await parsedRequest(bytes), context);
  const pairs = flat.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), String(flat[i + 1])]] : []));
  return Object.fromEntries(pairs);
}

describe("the target's Host, according to the user guide, is", () => {
  const hosted = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  test.each([
    ["web", 8080, false, "web:8080"],
    ["web:8080", 8080, false, "web:8080"],
    ["web:80", 80, false, "web"],
    ["web", 443, false, "web"],
    ["Web.Example", 80, false, "web.example"],
    ["Web:8080", 8080, false, "web:8080"],
    ["web", 8080, true, "web"],
    ["Web", 80, true, "Web"],
    ["", 8080, false, ""],
    ["web:", 80, false, "web"],
    ["web:80x", 80, false, "web:80x"],
    ["Web:1", 443, false, "web"],
  ])("for %j at port %i, preserved: %s, %j", async (host, port, preserveHostHeader, expected) => {
    expect((await forwarded(hosted(host), { preserveHostHeader }, port)).host).toBe(expected);
  });

  test("the load balancer's own name where HTTP/1.0 sent none", async () => {
    expect((await forwarded("GET / HTTP/1.0\r\n\r\n")).host).toBe(defaultSettings.dnsName);
  });
});

describe("X-Forwarded-For", () => {
  test.each([
    ["append", "10.0.0.1", "10.0.0.1, 10.0.0.9"],
    ["append", undefined, "10.0.0.9"],
    ["preserve", "10.0.0.1", "10.0.0.1"],
    ["preserve", undefined, undefined],
    ["remove", "10.0.0.1", undefined],
  ] as const)("in %s mode, %s received, is %s", async (xffHeaderProcessingMode, received, expected) => {
    const lines = received === undefined ? [] : [`X-Forwarded-For: ${received}`];
    expect((await forwarded(getWith(...lines), { xffHeaderProcessingMode }))["x-forwarded-for"]).toBe(
      expected,
    );
  });

  test("may name thirty addresses, on one line or on many", () => {
    expect(tooManyForwardedAddresses(undefined)).toBe(false);
    expect(tooManyForwardedAddresses(Array(30).fill("a").join(","))).toBe(false);
    expect(tooManyForwardedAddresses(Array(31).fill("a"))).toBe(true);
  });
});

describe("the headers for the target", () => {
  test("are all except hop headers and those that the load balancer writes itself", async () => {
    const sent = getWith(
      "Connection: close, X-Mine",
      "X-Mine: secret",
      "Keep-Alive: timeout=5",
      "TE: trailers",
      "Upgrade: h2c",
      "Expect: 100-continue",
      "X-Forwarded-Proto: https",
      "X-Forwarded-Port: 1",
      "X-Amzn-Trace-Id: Root=1-a-b",
      "Accept: */*",
    );
    expect(await forwarded(sent)).toEqual({
      host: "web:8080",
      "x-forwarded-for": "10.0.0.9",
      "x-forwarded-proto": "http",
      "x-forwarded-port": "8080",
      "x-amzn-trace-id": expect.stringMatching(/;Root=1-a-b$/),
      accept: "*/*",
    });
  });

  test("keep their length and the load balancer's own headers with any Connection header", async () => {
    const sent =
      "POST / HTTP/1.1\r\nHost: web\r\nConnection: content-length, host\r\nContent-Length: 2\r\n\r\nab";
    expect(await forwarded(sent)).toMatchObject({ host: "web:8080", "content-length": "2" });
  });

  test.each(["keep-alive", "close"])("are complete with a plain Connection: %s", async (connection) => {
    expect(await forwarded(getWith(`Connection: ${connection}`, "Accept: */*"))).toHaveProperty("accept");
  });

  test("have names with unusual characters only if the load balancer is told to keep them", async () => {
    const sent = getWith("X_Odd: 1", "X-9: 1");
    expect(await forwarded(sent)).toMatchObject({ x_odd: "1", "x-9": "1" });
    const kept = await forwarded(sent, { dropInvalidHeaderFields: true });
    expect(kept).toHaveProperty("x-9");
    expect(kept).not.toHaveProperty("x_odd");
  });
});
