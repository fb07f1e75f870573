import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { probedCircuit } from "../../src/policies/probed-circuit.ts";
import { quietLog } from "../stand-ins/quiet-log.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settings = {
  failureShare: 0.5,
  lastCalls: 6,
  minimumCalls: 3,
  probePauseMs: { first: 500, longest: 2_000 },
};

/** A service that works or not, and who called it. */
function circuitAroundService() {
  const service = { working: true, pageCalls: 0, probeCalls: 0 };
  const circuit = probedCircuit(
    settings,
    () => true,
    async () => {
      service.probeCalls += 1;
      if (!service.working) {
        throw new Error("down");
      }
    },
    quietLog,
  );
  const ask = (): Promise<"answered" | "failed" | "not called"> => {
    const before = service.pageCalls;
    return circuit.policy
      .execute(() => {
        service.pageCalls += 1;
        if (!service.working) {
          throw new Error("down");
        }
        return "answered" as const;
      })
      .catch(() => (service.pageCalls === before ? "not called" : "failed"));
  };
  return { service, circuit, ask };
}

test("no page is ever the trial: however page, time and faults alternate, an open circuit closes by a probe only", async () => {
  type Step = "page" | "break" | "mend" | "wait";
  const steps = fc.array(fc.constantFrom<Step>("page", "page", "page", "break", "mend", "wait"), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const { service, circuit, ask } = circuitAroundService();
      let lastCalls: boolean[] = [];
      let open = false;
      for (const step of taken) {
        if (step === "break") {
          service.working = false;
        }
        if (step === "mend") {
          service.working = true;
        }
        if (step === "wait") {
          await vi.advanceTimersByTimeAsync(settings.probePauseMs.longest);
          if (open && service.working) {
            open = false;
            lastCalls = [];
          }
        }
        if (step === "page") {
          const expected = open ? "not called" : service.working ? "answered" : "failed";
          expect(await ask()).toBe(expected);
          if (expected === "not called") {
            continue;
          }
          lastCalls = [...lastCalls, expected === "failed"].slice(-settings.lastCalls);
          const failed = lastCalls.filter(Boolean).length;
          if (expected === "failed" && lastCalls.length >= settings.minimumCalls) {
            open = failed > settings.failureShare * lastCalls.length;
          }
        }
      }
      circuit.stop();
    }),
  );
});

test("probes one at a time, less and less often, and not at all once it is closed", async () => {
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

test("stopped, it probes no more", async () => {
  const { service, circuit, ask } = circuitAroundService();
  service.working = false;
  for (let page = 0; page < 3; page += 1) {
    await ask();
  }
  circuit.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(service.probeCalls).toBe(0);
});

test("stopped while a probe is under way, it probes no more when that fails", async () => {
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

test("an answer that does not speak against the service closes the circuit, be it an error", async () => {
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
