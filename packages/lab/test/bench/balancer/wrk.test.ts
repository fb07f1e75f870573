import { expect, test } from "vitest";
import { readWrk } from "../../../src/bench/balancer/wrk.ts";
import { cpuSeconds } from "../../../src/bench/bench-process.ts";

const report = (p99: string, more = "") => `Running 3s test @ http://127.0.0.1:8080/
  1 threads and 32 connections
  Latency Distribution
     50%    1.02ms
     99%    ${p99}
  97457 requests in 3.00s, 114.32MB read
${more}Requests/sec:  32485.12
`;

test("reads requests and p99 from wrk's report, in any of its units", () => {
  expect(readWrk(report("12.60ms"))).toEqual({
    requests: 97_457,
    requestsPerSecond: 32_485.12,
    errors: 0,
    p99Ms: 12.6,
  });
  expect(readWrk(report("812.00us")).p99Ms).toBeCloseTo(0.812);
  expect(readWrk(report("1.20s")).p99Ms).toBe(1200);
});

test("adds up broken connections and answers that are errors", () => {
  const errors = "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 90\n";
  expect(readWrk(report("1.00ms", errors)).errors).toBe(100);
});

test("does not take another text for a report", () => {
  expect(() => readWrk("unable to connect")).toThrow("wrk reported no figures: unable to connect");
});

test.skipIf(process.platform !== "linux")(
  "reads the CPU time of a process (only Linux has /proc)",
  async () => {
    const before = await cpuSeconds(process.pid);
    expect(before).toBeGreaterThan(0);
    expect(await cpuSeconds(process.pid)).toBeGreaterThanOrEqual(before);
  },
);
