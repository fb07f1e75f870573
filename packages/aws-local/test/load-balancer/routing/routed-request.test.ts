import { describe, expect, test } from "vitest";
import { routedRequest } from "../../../src/load-balancer/routing/routed-request.ts";

const ofUrl = (url: string | undefined) => {
  const { path, query } = routedRequest({ method: "GET", url, rawHeaders: [] }, "web", "192.0.2.1");
  return [path, query];
};

describe("what rules see of a request", () => {
  test("is its method, its headers as sent, and who sent it", () => {
    const rawHeaders = ["Host", "Web:80", "X-A", "1"];
    expect(routedRequest({ method: "PUT", url: "/a?b", rawHeaders }, "Web:80", "192.0.2.1")).toEqual({
      method: "PUT",
      host: "web",
      path: "/a",
      query: "b",
      rawHeaders,
      sourceIp: "192.0.2.1",
    });
  });

  test("has a value for everything that is missing", () => {
    expect(routedRequest({ rawHeaders: [] }, undefined, undefined)).toEqual({
      method: "GET",
      host: "",
      path: "/",
      query: "",
      rawHeaders: [],
      sourceIp: "127.0.0.1",
    });
  });

  test.each([
    ["/a/b", ["/a/b", ""]],
    ["/a?b=c?d", ["/a", "b=c?d"]],
    ["/?", ["/", ""]],
    ["?a", ["/", "a"]],
    ["http://web", ["/", ""]],
    ["http://web/", ["/", ""]],
    ["http://web?a", ["/", "a"]],
    ["HTTPS://web:80/a?b", ["/a", "b"]],
    ["/http://web/a", ["/http://web/a", ""]],
    ["x/http://web/a", ["x/http://web/a", ""]],
  ])("is of the URL %s path and query %j", (url, expected) => {
    expect(ofUrl(url)).toEqual(expected);
  });

  test.each([
    ["Web.Example:8080", "web.example"],
    ["web:", "web"],
    ["web:80a", "web:80a"],
    ["web:80:81", "web:80"],
    ["[2001:db8::1]:80", "[2001:db8::1]"],
  ])("is of the host %s the name %s", (sent, host) => {
    expect(routedRequest({ rawHeaders: [] }, sent, "192.0.2.1").host).toBe(host);
  });

  test.each([
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "::ffff:c000:201"],
    ["2001::ffff:1.2.3.4", "2001::ffff:1.2.3.4"],
    ["2001:db8::1", "2001:db8::1"],
  ])("is of the address %s %s", (address, sourceIp) => {
    expect(routedRequest({ rawHeaders: [] }, "web", address).sourceIp).toBe(sourceIp);
  });
});
