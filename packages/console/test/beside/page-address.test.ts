import { expect, test } from "vitest";
import { pageAddress } from "../../src/beside/page-address.ts";

const lab = { consoleUrl: "http://127.0.0.1:8081", pageUrl: "http://127.0.0.1:8080", stack: "basic" };

test("a browser on this machine loads the page from the load balancer itself", () => {
  expect(pageAddress(lab, { hostname: "localhost", port: "8081" })).toBe(lab.pageUrl);
  expect(pageAddress(lab, { hostname: "127.0.0.1", port: "8081" })).toBe(lab.pageUrl);
});

test("a browser at the other end of a tunnel loads the page through the console", () => {
  expect(pageAddress(lab, { hostname: "localhost", port: "9000" })).toBe("/page/basic");
  expect(pageAddress(lab, { hostname: "glad-otter-8081.app.github.dev", port: "" })).toBe("/page/basic");
});
