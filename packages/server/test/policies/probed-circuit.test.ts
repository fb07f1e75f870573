import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { probedCircuit } from "../../src/policies/probed-circuit.ts";
import { quietLog, recordedLog } from "../stand-ins/logs.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settings = {
  failureShare: 0.5,
  lastCalls: 6,
  minimumCalls: 3,
  probePauseMs: { first: 500, longest: 2_000 },
};

/** A service that works or not, and who called it. Every failure is an error of its own. */
function circuitAroundService() {
  const service = { working: true, pageCalls: 0, probeCalls: 0, failures: [] as Error[] };
  const fail = (): never => {
    const failure = new Error(`down ${service.failures.length}`);
    service.failures.push(failure);
    throw failure;
  };
  const circuit = probedCircuit(
    settings,
    (error) => !(error instanceof RangeError),
    async () => {
      service.probeCalls += 1;
      if (!service.working) {
        fail();
      }
    },
    quietLog,
  );
  /** Calls the service for a page; its answer comes when `end` is called. */
  const begin = () => {
    const before = service.pageCalls;
    const answer = Promise.withResolvers<void>();
    const outcome = circuit.policy
      .execute(async () => {
        service.pageCalls += 1;
        await answer.promise;
        return service.working ? ("answered" as const) : fail();
      })
      .catch(() => (service.pageCalls === before ? ("not called" as const) : ("failed" as const)));
    return {
      called: service.pageCalls > before,
      end: () => {
        answer.resolve();
        return outcome;
      },
    };
  };
  const ask = () => begin().end();
  return { service, circuit, begin, ask };
}

/** What the circuit promises, told without cockatiel: the window of the last calls, and when the next probe is due. */
class Model {
  nowMs = 0;
  /** The last calls, true for a failure. */
  window: boolean[] = [];
  nextProbe: { atMs: number; pauseMs: number } | undefined;
  openings = 0;
  closings = 0;

  get open(): boolean {
    return this.nextProbe !== undefined;
  }

  /** A page's call has ended. Returns true where it opens the circuit. */
  count(failed: boolean): boolean {
    if (this.open) {
      return false;
    }
    this.window = [...this.window, failed].slice(-settings.lastCalls);
    const failures = this.window.filter(Boolean).length;
    const enough = this.window.length >= settings.minimumCalls;
    if (!failed || !enough || failures <= settings.failureShare * this.window.length) {
      return false;
    }
    this.openings += 1;
    this.#probeAfter(settings.probePauseMs.first);
    return true;
  }

  /** Time passes. Returns how many probes were made. */
  advance(ms: number, working: boolean): number {
    const untilMs = this.nowMs + ms;
    let probes = 0;
    while (this.nextProbe !== undefined && this.nextProbe.atMs <= untilMs) {
      const { atMs, pauseMs } = this.nextProbe;
      this.nowMs = atMs;
      probes += 1;
      if (working) {
        this.nextProbe = undefined;
        this.closings += 1;
        // All that was counted is forgotten, but for the probe itself.
        this.window = [false];
      } else {
        this.#probeAfter(Math.min(2 * pauseMs, settings.probePauseMs.longest));
      }
    }
    this.nowMs = untilMs;
    return probes;
  }

  #probeAfter(pauseMs: number): void {
    this.nextProbe = { atMs: this.nowMs + pauseMs, pauseMs };
  }
}

type Step =
  | { step: "page" | "break" | "mend" | "begin" | "end" | "odd answer" }
  | { step: "wait"; ms: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>({ step: "page" }) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ step: "break" }, { step: "mend" }) },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ step: "begin" }, { step: "end" }, { step: "odd answer" }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(100, 499, 500, 1_000, 4_000).map((ms): Step => ({ step: "wait", ms })),
  },
);

test("an open circuit closes only by a probe, never by a page, in any order of pages, time and faults", async () => {
  const walked = { openings: 0, closings: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 30, maxLength: 120, size: "max" }), async (taken) => {
      const { service, circuit, begin, ask } = circuitAroundService();
      const model = new Model();
      const underWay: ReturnType<typeof begin>[] = [];
      let lastFailure: unknown;
      const count = (outcome: string) => {
        if (model.count(outcome === "failed")) {
          lastFailure = service.failures.at(-1);
        }
      };
      for (const next of taken) {
        switch (next.step) {
          case "break":
            service.working = false;
            break;
          case "mend":
            service.working = true;
            break;
          case "page": {
            const expected = model.open ? "not called" : service.working ? "answered" : "failed";
            expect(await ask()).toBe(expected);
            if (expected !== "not called") {
              count(expected);
            }
            break;
          }
          case "odd answer": {
            const odd = circuit.policy.execute(() => Promise.reject(new RangeError("no such user")));
            await expect(odd).rejects.toSatisfy((error) => error instanceof RangeError !== model.open);
            break;
          }
          case "begin": {
            const page = begin();
            expect(page.called).toBe(!model.open);
            if (page.called) {
              underWay.push(page);
            }
            break;
          }
          case "end": {
            const outcome = await underWay.shift()?.end();
            if (outcome !== undefined) {
              expect(outcome).toBe(service.working ? "answered" : "failed");
              count(outcome);
            }
            break;
          }
          case "wait": {
            const probesBefore = service.probeCalls;
            await vi.advanceTimersByTimeAsync(next.ms);
            const probes = model.advance(next.ms, service.working);
            expect(service.probeCalls - probesBefore).toBe(probes);
            if (probes > 0 && model.open) {
              lastFailure = service.failures.at(-1);
            }
          }
        }
        expect(circuit.lastFailure()).toBe(lastFailure);
      }
      circuit.stop();
      walked.openings += model.openings;
      walked.closings += model.closings;
    }),
    { numRuns: 300 },
  );
  // Steps that walk past the circuit would prove nothing. About 440 openings and 280 closings are usual.
  expect(walked.openings).toBeGreaterThan(200);
  expect(walked.closings).toBeGreaterThan(150);
});

test("probes one at a time, with longer pauses, and not while it is closed", async () => {
  const { service, ask } = circuitAroundService();
  service.working = false;
  for (let page = 0; page < 3; page += 1) {
    await ask();
  }
  const probedAfter = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    return service.probeCalls;
  };
  expect(await probedAfter(500)).toBe(1);
  expect(await probedAfter(1_000)).toBe(2);
  expect(await probedAfter(2_000)).toBe(3);
  expect(await probedAfter(2_000)).toBe(4);
  service.working = true;
  expect(await probedAfter(10_000)).toBe(5);
});

test("logs when it opens, with the error that opened it, and when it closes again", async () => {
  const { log, lines } = recordedLog();
  const circuit = probedCircuit(
    settings,
    () => true,
    async () => {},
    log,
  );
  for (let call = 0; call < settings.minimumCalls; call += 1) {
    await circuit.policy.execute(() => Promise.reject(new Error(`down ${call}`))).catch(() => {});
  }
  const [opened, closed] = ["open", "closed again"].map(
    (state) => `The circuit to the RecommendationService is ${state}`,
  );
  expect(lines).toMatchObject([
    { level: "warn", circuit: "open", error: { name: "Error", message: "down 2" }, msg: opened },
  ]);
  await vi.advanceTimersByTimeAsync(settings.probePauseMs.first);
  expect(lines.slice(1)).toMatchObject([{ level: "info", circuit: "closed", msg: closed }]);
});

test("probes no more once it is stopped", async () => {
  const { service, circuit, ask } = circuitAroundService();
  service.working = false;
  for (let page = 0; page < 3; page += 1) {
    await ask();
  }
  circuit.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(service.probeCalls).toBe(0);
});

test("probes no more if it is stopped during a probe that fails", async () => {
  const underWay = Promise.withResolvers<void>();
  let probes = 0;
  const probe = () => {
    probes += 1;
    return underWay.promise;
  };
  const circuit = await openCircuit(() => true, probe);
  await vi.advanceTimersByTimeAsync(settings.probePauseMs.first);
  circuit.stop();
  underWay.reject(new Error("down"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(probes).toBe(1);
});

test("an error that is not the service's failure closes the circuit too", async () => {
  const notFound = new Error("no such user");
  const circuit = await openCircuit(
    (error) => error !== notFound,
    () => Promise.reject(notFound),
  );
  await vi.advanceTimersByTimeAsync(settings.probePauseMs.first);
  expect(await circuit.policy.execute(() => "called")).toBe("called");
});

/** A circuit that has seen as many failures as it takes. */
async function openCircuit(isFailure: (error: unknown) => boolean, probe: () => Promise<unknown>) {
  const circuit = probedCircuit(settings, isFailure, probe, quietLog);
  const fail = () => circuit.policy.execute(() => Promise.reject(new Error("down")));
  for (let call = 0; call < settings.minimumCalls; call += 1) {
    await fail().catch(() => {});
  }
  await expect(fail()).rejects.not.toThrow("down");
  return circuit;
}
