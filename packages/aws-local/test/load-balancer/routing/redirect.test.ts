import { describe, expect, test } from "vitest";
import type { RedirectAction } from "../../../src/load-balancer/contract.ts";
import { redirectLocation } from "../../../src/load-balancer/routing/redirect.ts";

const asked = { host: "www.example.com", path: "/a/b", query: "c=d&e" };

function locationOf(
  action: Partial<RedirectAction>,
  request = asked,
  otherPorts: Record<number, number> = {},
) {
  return redirectLocation({ type: "redirect", statusCode: "HTTP_301", ...action }, request, {
    protocol: "http",
    localPort: 8080,
    localPortOf: (port) => otherPorts[port],
  });
}

describe("where a redirect leads, as on AWS", () => {
  test.for<[what: string, Partial<RedirectAction>, string]>([
    [
      "to another protocol and port",
      { protocol: "HTTPS", port: "443" },
      "https://www.example.com:443/a/b?c=d&e",
    ],
    ["to another path", { path: "/new/#{path}" }, "http://www.example.com:8080/new/a/b?c=d&e"],
    ["to another host", { host: "m.#{host}" }, "http://m.www.example.com:8080/a/b?c=d&e"],
    ["without the query", { path: "/", query: "" }, "http://www.example.com:8080/"],
    [
      "with every placeholder",
      {
        protocol: "#{protocol}",
        host: "#{host}",
        port: "#{port}",
        path: "/#{host}/#{port}/#{path}",
        query: "#{protocol}=#{host}&#{port}=#{path}&#{query}",
      },
      "http://www.example.com:8080/www.example.com/8080/a/b?http=www.example.com&8080=a/b&c=d&e",
    ],
  ])("%s", ([, action, location]) => {
    expect(locationOf(action)).toBe(location);
  });

  test("a Location of more than 8 K is not sent", () => {
    const long = (length: number) => ({ ...asked, path: `/${"x".repeat(length)}`, query: "" });
    const rest = "http://www.example.com:8080/new/".length;
    expect(locationOf({ path: "/new/#{path}" }, long(8192 - rest))).toHaveLength(8192);
    expect(locationOf({ path: "/new/#{path}" }, long(8193 - rest))).toBeUndefined();
  });
});

describe("on this machine", () => {
  test("the port of another listener becomes the local port where it listens", () => {
    expect(locationOf({ protocol: "HTTPS", port: "443" }, asked, { 443: 8443 })).toBe(
      "https://www.example.com:8443/a/b?c=d&e",
    );
  });

  test("the request's port becomes the local port where this listener listens", () => {
    expect(locationOf({ path: "/x", port: "#{port}" }, asked, { 8080: 1 })).toContain(":8080/x");
    expect(locationOf({ path: "/x" }, asked, { 8080: 1 })).toContain(":8080/x");
  });

  test("a port without a listener does not change", () => {
    expect(locationOf({ port: "9443" }, asked, { 443: 8443 })).toContain("example.com:9443/");
  });

  test("the port of another host does not change", () => {
    expect(locationOf({ host: "elsewhere.example", port: "443" }, asked, { 443: 8443 })).toBe(
      "http://elsewhere.example:443/a/b?c=d&e",
    );
  });

  test("text in a request is not treated as a placeholder", () => {
    expect(locationOf({ path: "/x" }, { ...asked, query: "#{host}" })).toBe(
      "http://www.example.com:8080/x?#{host}",
    );
  });
});
