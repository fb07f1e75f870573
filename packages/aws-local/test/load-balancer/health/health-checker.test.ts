import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Target } from "../../../src/load-balancer/contract.ts";
import { startHealthChecks } from "../../../src/load-balancer/health/health-checker.ts";
import { manualClock } from "../../manual-clock.ts";

/** For what a socket brings; long, because machines are busy. */
const patience = { timeout: 10_000 };
const settings = {
  path: "/healthcheck",
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  matcher: "200",
};

/** Checks of a target that answers so, and what they came to. */
async function checksOf(answer: RequestListener, answerDelayMs = () => 0) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, "listening");
  const address = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const clock = manualClock();
  const results: unknown[] = [];
  const firsts: number[] = [];
  const checker = startHealthChecks(
    { address } as Target,
    settings,
    clock,
    answerDelayMs,
    () => firsts.push(asked),
    (result) => results.push(result),
  );
  onTestFinished(() => checker.stop());
  return { clock, checker, results, firsts, asked: () => asked };
}

const passes: RequestListener = (_request, response) => void response.end();
const hangs: RequestListener = () => {};
const ok = { ok: true };

describe("health checks", () => {
  test("begin at once, report the first as such, and come once every interval", async () => {
    const { clock, results, firsts, asked } = await checksOf(passes);
    expect(firsts).toEqual([]);
    clock.advance(0);
    expect(firsts).toEqual([0]);
    await expect.poll(() => results, patience).toEqual([ok]);
    clock.advance(4_999);
    clock.advance(1);
    await expect.poll(() => results, patience).toEqual([ok, ok]);
    clock.advance(5_000);
    await expect.poll(() => results, patience).toEqual([ok, ok, ok]);
    expect([firsts.length, asked()]).toEqual([1, 3]);
  });

  test("do not wait for one that hangs", async () => {
    const { clock, results, asked } = await checksOf(hangs);
    clock.advance(0);
    await expect.poll(asked, patience).toBe(1);
    clock.advance(2_000);
    expect(results).toEqual([{ ok: false, reason: "Target.Timeout", description: "Request timed out" }]);
    clock.advance(3_000);
    await expect.poll(asked, patience).toBe(2);
  });

  test("are as late as the target's answers", async () => {
    let delayMs = 1_000;
    const { clock, results } = await checksOf(passes, () => delayMs);
    clock.advance(0);
    await expect.poll(() => clock.waiting(), patience).toBe(3);
    clock.advance(999);
    expect(results).toEqual([]);
    clock.advance(1);
    expect(results).toEqual([ok]);
    delayMs = 0;
    clock.advance(4_000);
    await expect.poll(() => results, patience).toEqual([ok, ok]);
  });

  test("that are stopped report nothing more, and leave no timer and no connection", async () => {
    const closed = Promise.withResolvers<void>();
    const { clock, checker, results, asked } = await checksOf((request) => {
      request.socket.once("close", () => closed.resolve());
    });
    clock.advance(0);
    await expect.poll(asked, patience).toBe(1);
    checker.stop();
    await closed.promise;
    expect(clock.waiting()).toBe(0);
    clock.advance(60_000);
    expect([results, asked()]).toEqual([[], 1]);
  });

  test("that are stopped before the first never begin", async () => {
    const { clock, checker, firsts } = await checksOf(passes);
    checker.stop();
    clock.advance(60_000);
    expect(firsts).toEqual([]);
  });
});
