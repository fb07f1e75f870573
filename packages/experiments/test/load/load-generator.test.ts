import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@soft-landing/shared/page";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { generateLoad } from "../../src/load/load-generator.ts";
import {
  type ClosedLoad,
  type OpenLoad,
  plannedRequest,
  plannedRequestCount,
} from "../../src/load/load-plan.ts";
import { startLoadProcess } from "../../src/load/load-process.ts";
import { samplePage as page } from "./sample-page.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) {
    close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const planFor = (urls: Record<string, string>, overrides: Partial<OpenLoad> = {}): OpenLoad => ({
  kind: "open",
  targets: Object.entries(urls).map(([id, url]) => ({ id, url })),
  ratePerSecond: 100,
  startAtMs: Date.now() + 60,
  warmUpSeconds: 0,
  durationSeconds: 0.2,
  requestTimeoutMs: 2000,
  maxInFlightPerTarget: 100,
  ...overrides,
});

const never = new AbortController().signal;
const silent = () => {};
const answerPage = (answered: Page): RequestListener => {
  return (_request, response) => response.end(JSON.stringify(answered));
};

describe("plannedRequest", () => {
  test("gives every target the same rate, spread over the interval, with any plan", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 3 }),
        (targets, ratePerSecond, warmUpSeconds) => {
          const plan = planFor(
            Object.fromEntries(Array.from({ length: targets }, (_, i) => [`t${i}`, "http://localhost/"])),
            { ratePerSecond, warmUpSeconds, durationSeconds: 2 },
          );
          const requests = Array.from({ length: plannedRequestCount(plan) }, (_, i) =>
            plannedRequest(plan, i),
          );
          expect(
            requests.every(({ intendedMs }, i) => intendedMs >= (requests[i - 1]?.intendedMs ?? -1e9)),
          ).toBe(true);
          for (let target = 0; target < targets; target++) {
            const recorded = requests.filter(
              ({ targetIndex, intendedMs }) => targetIndex === target && intendedMs >= 0,
            );
            expect(recorded).toHaveLength(2 * ratePerSecond);
            expect(recorded.at(-1)?.intendedMs).toBeLessThan(2000);
          }
        },
      ),
    );
  });
});

describe("generateLoad", () => {
  test("distinguishes personal, degraded and failed answers", async () => {
    const diagnostic = { dependency: "RecommendationService", error: "E", message: "m" };
    const samples = await generateLoad(
      planFor({
        personal: await serve(answerPage(page)),
        degraded: await serve(answerPage({ ...page, personal: false, diagnostic })),
        gone: await serve((request) => request.socket.destroy()),
        bad: await serve((_request, response) => response.writeHead(502).end("<html>")),
        other: await serve((_request, response) => response.end("<h1>hello</h1>")),
      }),
      silent,
      never,
    );
    const kinds = (id: string) => [
      ...new Set(samples[id]?.map(({ outcome, failure }) => `${outcome} ${failure}`)),
    ];
    expect(kinds("personal")).toEqual(["personal null"]);
    expect(kinds("degraded")).toEqual(["degraded null"]);
    expect(kinds("gone")).toEqual(["failed connection: UND_ERR_SOCKET"]);
    expect(kinds("bad")).toEqual(["failed HTTP 502"]);
    expect(kinds("other")).toEqual(["failed 200, but not the page as JSON"]);
  });

  test("continues to send while nothing is answered, and counts abandoned and held-back requests", async () => {
    const { silentServer } = await generateLoad(
      planFor({ silentServer: await serve(() => {}) }, { requestTimeoutMs: 300, maxInFlightPerTarget: 15 }),
      silent,
      never,
    );
    const failures = Map.groupBy(silentServer ?? [], ({ failure }) => failure);
    expect(silentServer).toHaveLength(20);
    expect(failures.get("no answer in time")).toHaveLength(15);
    expect(failures.get("not sent: too many requests waiting")).toHaveLength(5);
  });

  test("counts latency from the intended time, so that a late start shows", async () => {
    const { late } = await generateLoad(
      planFor({ late: await serve(answerPage(page)) }, { startAtMs: Date.now() - 500 }),
      silent,
      never,
    );
    expect(Math.min(...(late ?? []).map(({ latencyMs }) => latencyMs))).toBeGreaterThan(300);
    expect(late?.every(({ lagMs, latencyMs }) => lagMs <= latencyMs)).toBe(true);
  });

  test("sends the warm-up and does not record it", async () => {
    let arrived = 0;
    const url = await serve((request, response) => {
      arrived++;
      answerPage(page)(request, response);
    });
    const { warm } = await generateLoad(
      planFor({ warm: url }, { warmUpSeconds: 0.1, startAtMs: Date.now() + 150 }),
      silent,
      never,
    );
    expect(arrived).toBe(30);
    expect(warm).toHaveLength(20);
  });

  test("ends at once when it is aborted", async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort(new Error("Ctrl-C")));
    const load = generateLoad(planFor({ a: url }, { durationSeconds: 600 }), silent, stop.signal);
    await expect(load).rejects.toThrow("Ctrl-C");
  });
});

describe("a closed load", () => {
  const closed = (url: string, until: ClosedLoad["until"]): ClosedLoad => ({
    kind: "closed",
    target: { id: "a", url },
    clients: 4,
    until,
    requestTimeoutMs: 2000,
    accept: "text/html",
  });

  test("makes the planned number of requests, never more at once than there are clients", async () => {
    const waiting: ServerResponse[] = [];
    const groups: number[] = [];
    const accepted = new Set<string | undefined>();
    const url = await serve((request, response) => {
      accepted.add(request.headers.accept);
      waiting.push(response);
      if (waiting.length === 4) {
        setTimeout(() => {
          groups.push(waiting.length);
          for (const one of waiting.splice(0)) {
            one.setHeader("x-answer", "degraded").end("<p>page</p>");
          }
        }, 5);
      }
    });
    const { a } = await generateLoad(closed(url, { requests: 40 }), silent, never);
    expect(new Set(a?.map(({ outcome }) => outcome))).toEqual(new Set(["degraded"]));
    expect(groups).toEqual(Array.from({ length: 10 }, () => 4));
    expect(accepted).toEqual(new Set(["text/html"]));
  });

  test("ends after its time", async () => {
    const { a } = await generateLoad(closed(await serve(answerPage(page)), { seconds: 0.1 }), silent, never);
    expect(a?.length).toBeGreaterThan(4);
    expect(Math.max(...(a ?? []).map(({ intendedMs }) => intendedMs))).toBeLessThan(100);
  });
});

describe("the load process", () => {
  test("measures one plan after the other and reports how busy the machine was", async () => {
    await using load = startLoadProcess();
    const url = await serve(answerPage(page));
    for (let plan = 0; plan < 2; plan++) {
      const { samples, machine } = await load.run(
        planFor({ a: url }, { startAtMs: Date.now() }),
        silent,
        never,
      );
      expect(samples.a).toHaveLength(20);
      expect(machine.machineBusyShare).toBeGreaterThan(0);
    }
  });

  test("ends when a run is aborted", async () => {
    await using load = startLoadProcess();
    const stop = new AbortController();
    const url = await serve(() => stop.abort(new Error("Ctrl-C")));
    const plan = planFor({ a: url }, { durationSeconds: 600 });
    await expect(load.run(plan, silent, stop.signal)).rejects.toThrow("Ctrl-C");
    await expect(load.run(plan, silent, never)).rejects.toThrow("ended early (SIGKILL)");
  });
});
