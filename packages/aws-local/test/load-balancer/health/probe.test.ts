import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Target } from "../../../src/load-balancer/contract.ts";
import type { CheckResult } from "../../../src/load-balancer/health/health-state.ts";
import { statusMatcher } from "../../../src/load-balancer/health/matcher.ts";
import { type Probe, probe } from "../../../src/load-balancer/health/probe.ts";
import { manualClock } from "../../manual-clock.ts";

/** For what a socket brings; long, because machines are busy. */
const patience = { timeout: 10_000 };
const settings = { path: "/healthcheck", timeoutSeconds: 2 };

async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A check of a target at this port, and what it comes to. */
function checkOf(port: number, answerDelayMs = 0) {
  const clock = manualClock();
  const target = { address: { host: "127.0.0.1", port } } as Target;
  const results: CheckResult[] = [];
  const ended = Promise.withResolvers<CheckResult>();
  const check: Probe = probe(
    target,
    settings,
    statusMatcher("200-299"),
    { clock, answerDelayMs },
    (result) => {
      results.push(result);
      ended.resolve(result);
    },
  );
  return { clock, check, results, ended: ended.promise };
}

const failed = { ok: false, reason: "Target.FailedHealthChecks", description: "Health checks failed" };
const timedOut = { ok: false, reason: "Target.Timeout", description: "Request timed out" };

describe("a health check", () => {
  test("sends the load balancer's request, on its own connection", async () => {
    const asked = Promise.withResolvers<object>();
    const port = await serve((request, response) => {
      asked.resolve({ method: request.method, url: request.url, headers: request.headers });
      response.end();
    });
    expect(await checkOf(port).ended).toEqual({ ok: true });
    expect(await asked.promise).toEqual({
      method: "GET",
      url: "/healthcheck",
      headers: {
        host: `127.0.0.1:${port}`,
        connection: "close",
        "user-agent": "ELB-HealthChecker/2.0",
        "accept-encoding": "gzip, compressed",
      },
    });
  });

  test("fails with the code that does not match", async () => {
    const port = await serve((_request, response) => void response.writeHead(302).end());
    expect(await checkOf(port).ended).toEqual({
      ok: false,
      reason: "Target.ResponseCodeMismatch",
      description: "Health checks failed with these codes: [302]",
    });
  });

  test("fails if nothing listens, and leaves no timer", async () => {
    const { ended, clock } = checkOf(9);
    expect(await ended).toEqual(failed);
    expect(clock.waiting()).toBe(0);
  });

  test("ends with the head of the answer, whether the body arrives or not", async () => {
    const closed = Promise.withResolvers<void>();
    const port = await serve((request, response) => {
      request.socket.once("close", () => closed.resolve());
      response.writeHead(200, { "content-length": 10 }).flushHeaders();
    });
    const { ended, clock } = checkOf(port);
    expect(await ended).toEqual({ ok: true });
    expect(clock.waiting()).toBe(0);
    await closed.promise;
  });

  test("fails on an upgrade, whose status no matcher accepts", async () => {
    const port = await serve((request) => {
      request.socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    });
    expect(await checkOf(port).ended).toMatchObject({ reason: "Target.ResponseCodeMismatch" });
  });

  test("times out at its limit and not before, and reports once", async () => {
    const asked = Promise.withResolvers<void>();
    const port = await serve((_request, response) => {
      asked.resolve();
      response.on("error", () => {});
    });
    const { clock, results } = checkOf(port);
    await asked.promise;
    clock.advance(1_999);
    expect(results).toEqual([]);
    clock.advance(1);
    expect(results).toEqual([timedOut]);
    clock.advance(60_000);
    expect(results).toEqual([timedOut]);
  });

  test("sees an answer as late as the target's answers are, up to the timeout", async () => {
    const port = await serve((_request, response) => void response.end());
    const soon = checkOf(port, 1_500);
    await expect.poll(() => soon.clock.waiting(), patience).toBe(2);
    soon.clock.advance(1_499);
    expect(soon.results).toEqual([]);
    soon.clock.advance(1);
    expect(soon.results).toEqual([{ ok: true }]);
    const late = checkOf(port, 2_500);
    await expect.poll(() => late.clock.waiting(), patience).toBe(2);
    late.clock.advance(2_000);
    expect(late.results).toEqual([timedOut]);
    late.clock.advance(500);
    expect(late.results).toEqual([timedOut]);
  });

  test("that is cancelled has no result, and leaves neither connection nor timer", async () => {
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const port = await serve((request) => {
      request.socket.once("close", () => closed.resolve());
      asked.resolve();
    });
    const { check, clock, results } = checkOf(port);
    await asked.promise;
    check.cancel();
    await closed.promise;
    clock.advance(60_000);
    expect(results).toEqual([]);
    expect(clock.waiting()).toBe(0);
  });
});
