import { expect, test } from "vitest";
import { readH2load } from "../../../src/bench/balancer/h2load.ts";

const report = (failed: number, protocol = "h2") => `Application protocol: ${protocol}
Main benchmark duration is over for thread #0. Stopping all clients.

finished in 1.01s, 1113.00 req/s, 1.12MB/s
requests: ${1113 + failed} total, 1145 started, 1113 done, 1113 succeeded, ${failed} failed, 0 errored, 0 timeout
status codes: 1113 2xx, 0 3xx, 0 4xx, 0 5xx
`;

test("reads the answered requests from h2load's report", () => {
  expect(readH2load(report(0))).toBe(1113);
});

test("refuses a report with a failed request", () => {
  expect(() => readH2load(report(3))).toThrow("3 requests over HTTP/2 failed beside 1113");
});

test("does not take another protocol or another text for a report", () => {
  expect(() => readH2load(report(0, "http/1.1"))).toThrow("no figures over HTTP/2");
  expect(() => readH2load("")).toThrow("no figures over HTTP/2");
});
