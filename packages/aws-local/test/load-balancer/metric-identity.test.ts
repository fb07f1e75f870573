import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass, turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, bytes, bytesThenFin, RawTarget, type Reaction, reset, silence } from "./raw-target.ts";
import { startRig } from "./rig.ts";

/** How a target may answer, by the path it is asked for. */
const behaviours: Record<string, Reaction> = {
  ok: answer("fine"),
  chunked: bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n"),
  missing: bytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
  error: bytes("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops"),
  busy: bytes("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
  empty: bytesThenFin(""),
  reset,
  garbage: bytes("not http at all\r\n\r\n"),
  short: bytesThenFin("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
  shortError: bytesThenFin("HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\nhalf"),
  brokenChunks: bytesThenFin("HTTP/1.1 502 Oops\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf"),
  hang: silence,
  hangsInBody: bytes("HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\nhalf"),
};

const target = fc.nat(2);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      path: fc.constantFrom(...Object.keys(behaviours)),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "garbage" } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("leave" as const),
      path: fc.constantFrom(...Object.keys(behaviours)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("die" as const), target }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("switch" as const), target }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 70 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

describe("the counts of 5xx, as on AWS", () => {
  test("the 5xx that clients saw are ELB 5XX plus target 5XX, for any schedule of kills, hangs, garbage and switches", async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), holds), {
      numRuns: 40,
    });
  });
});

async function holds(steps: Step[]): Promise<void> {
  const clock = manualClock();
  const rig = await startRig({ clock });
  const targets = await Promise.all([0, 1, 2].map(() => RawTarget.start(byPath)));
  await rig.registerHealthy(...targets.map((one, i) => one.as(`i-${i}`)));
  const clients: RawClient[] = [];
  let forwardable = 0;

  for (const one of steps) {
    if (one.kind === "ask" || one.kind === "leave") {
      const client = await RawClient.send(rig.port, `GET /${one.path} HTTP/1.1\r\nHost: web\r\n\r\n`);
      clients.push(client);
      forwardable++;
      if (one.kind === "leave") {
        client.close();
      }
    } else if (one.kind === "garbage") {
      clients.push(await RawClient.send(rig.port, "garbage\r\n\r\n"));
    } else if (one.kind === "die") {
      await targets[one.target]?.close();
    } else if (one.kind === "switch") {
      const fresh = await RawTarget.start(byPath);
      targets.push(fresh);
      const [oldest] = rig.targetGroup.describeTargets().filter(({ health }) => health.state !== "draining");
      rig.targetGroup.register(fresh.as(`i-${targets.length}`));
      if (oldest) {
        void rig.targetGroup.deregister(oldest.target.id);
      }
      clock.advance(0);
    } else {
      await pass(clock, one.seconds * 1000, 5000);
    }
    await turn();
  }
  for (let i = 0; i < 5; i++) {
    await turn();
  }
  await pass(clock, 200_000, 5000);
  for (let i = 0; i < 5; i++) {
    await turn();
  }

  const seen = clients.flatMap(({ received }) => statusesIn(received));
  const count = (from: number, to: number) => seen.filter((status) => from <= status && status <= to).length;
  const counted = (rig.sum("HTTPCode_ELB_5XX_Count") ?? 0) + (rig.sum("HTTPCode_Target_5XX_Count") ?? 0);
  // An answer may be on its way already to a client that has left without seeing it.
  const left = steps.filter(({ kind }) => kind === "leave").length;
  expect(counted).toBeGreaterThanOrEqual(count(500, 599));
  expect(counted).toBeLessThanOrEqual(count(500, 599) + left);
  expect(rig.sum("HTTPCode_ELB_5XX_Count") ?? 0).toBe(
    [502, 503, 504].reduce((sum, code) => sum + (rig.sum(`HTTPCode_ELB_${code}_Count`) ?? 0), 0),
  );
  const unavailable = rig.sum("HTTPCode_ELB_503_Count") ?? 0;
  expect(rig.sum("RequestCount") ?? 0).toBeLessThanOrEqual(forwardable - unavailable);
  expect(rig.targetGroup.describeTargets().every(({ inFlight }) => inFlight === 0)).toBe(true);

  for (const client of clients) {
    client.close();
  }
  await rig.loadBalancer.close();
  await Promise.all(targets.map((one) => one.close()));
}

function byPath(...[socket, head]: Parameters<Reaction>): void {
  const path = /^GET \/(\w+)/.exec(head)?.[1] ?? "";
  behaviours[path]?.(socket, head);
}
