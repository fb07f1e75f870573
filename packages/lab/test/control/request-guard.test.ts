import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { refusalOf, showsToken } from "../../src/control/request-guard.ts";

const codespace = "glad-otter-8081.app.github.dev";
const own = { host: "127.0.0.1:8081" };
const json = { ...own, "content-type": "application/json" };

describe("passes", () => {
  test.each([
    ["GET", own],
    ["HEAD", { host: "localhost:8081" }],
    ["GET", { ...own, origin: "http://127.0.0.1:8081" }],
    ["GET", { host: "localhost:9000" }],
    ["GET", { host: "localhost" }],
    ["GET", { host: "[::1]:8081" }],
    ["POST", { ...json, host: "localhost:9000", origin: "http://localhost:9000" }],
    ["GET", { host: codespace }],
    ["POST", { ...json, host: codespace, origin: `https://${codespace}` }],
    ["POST", { ...json, host: "localhost:8081", origin: `https://${codespace}` }],
    ["POST", json],
    ["PATCH", { ...json, "content-type": "application/json; charset=utf-8" }],
    ["POST", { ...json, "sec-fetch-site": "same-origin" }],
    ["GET", { ...own, "sec-fetch-site": "cross-site" }],
    ["DELETE", { ...json, origin: "http://127.0.0.1:8081" }],
  ])("%s with %j", (method, headers) => {
    expect(refusalOf({ method, headers }, [codespace])).toBeUndefined();
  });
});

describe("is refused", () => {
  test.each<[number, string, IncomingHttpHeaders, string]>([
    [403, "GET", {}, "no Host"],
    [403, "GET", { host: "evil.example" }, "a foreign Host"],
    [403, "GET", { host: "evil.example:8081" }, "a rebound name"],
    [403, "GET", { host: "localhost.evil.example" }, "a name that begins like its own"],
    [403, "GET", { host: "evil.example@localhost" }, "a Host that is none"],
    [403, "GET", { host: "other-otter-8081.app.github.dev" }, "somebody else's Codespace"],
    [
      403,
      "POST",
      { ...json, host: codespace, origin: "https://other-otter-8081.app.github.dev" },
      "its Origin",
    ],
    [403, "POST", { ...json, host: codespace, origin: `http://${codespace}` }, "a Codespace without TLS"],
    [403, "POST", { ...json, origin: "http://localhost:8081" }, "its other name's Origin"],
    [403, "POST", { ...json, origin: "http://evil.example" }, "a foreign Origin"],
    [403, "POST", { ...json, origin: "http://127.0.0.1:8080" }, "the page's own Origin"],
    [403, "POST", { ...json, origin: "https://127.0.0.1:8081" }, "another scheme's Origin"],
    [403, "POST", { ...json, origin: "null" }, "a sandboxed Origin"],
    [403, "POST", { ...json, "sec-fetch-site": "cross-site" }, "another site's page"],
    [403, "POST", { ...json, "sec-fetch-site": "same-site" }, "a page of another port"],
    [415, "POST", own, "a write without a content type"],
    [415, "POST", { ...own, "content-type": "text/plain" }, "a write that a form could make"],
    [415, "DELETE", { ...own, "content-type": "application/jsonp" }, "a write of something else"],
    [405, "PUT", json, "a method it does not have"],
    [405, "OPTIONS", json, "a preflight"],
  ])("with %i: %s with %j (%s)", (status, method, headers, _what) => {
    expect(refusalOf({ method, headers }, [codespace])?.status).toBe(status);
  });
});

test("a token must be complete and exact, as a bearer token", () => {
  expect(showsToken({ authorization: "Bearer secret" }, "secret")).toBe(true);
  for (const authorization of [undefined, "", "secret", "Bearer secre", "Bearer secret2", "Basic secret"]) {
    expect(showsToken(authorization === undefined ? {} : { authorization }, "secret")).toBe(false);
  }
});
