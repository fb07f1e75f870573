import type { Fault } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFaultRegistry } from "../../src/faults/fault-registry.ts";

const call = {
  service: "ssm",
  operation: "GetParameter",
  caller: { instanceId: "i-1", availabilityZone: "us-east-1a" },
};
const error = { statusCode: 500, code: "InternalServerError" };

describe("the fault registry", () => {
  test("gives every fault an id and replaces an equal one", () => {
    const faults = createFaultRegistry();
    const [added] = faults.add([{ probability: 1, error }]);
    expect(added?.id).toMatch(/^[0-9a-f-]{36}$/);
    faults.add([{ id: "mine", probability: 1, error }]);
    faults.add([{ id: "mine", probability: 0.5, latencyMs: 5 }]);
    expect(faults.list()).toMatchObject([
      { id: added?.id },
      { id: "mine", probability: 0.5, latencyMs: 5, effectCount: 0 },
    ]);
  });

  test("holds a hundred faults; more are refused together and change nothing", () => {
    const faults = createFaultRegistry();
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: `f${index}`, probability: 1, latencyMs: 1 }));
    faults.add(many(99));
    expect(() =>
      faults.add([
        { probability: 1, hang: true },
        { probability: 1, hang: true },
      ]),
    ).toThrow(UserMistake);
    expect(() => faults.replace(many(101))).toThrow("There would be 101 faults. The limit is");
    expect(faults.list()).toHaveLength(99);
    // One that comes again takes no place of its own.
    faults.add(many(100));
    expect(faults.list()).toHaveLength(100);
  });

  test("adds up latencies, takes the first error, and counts both", () => {
    const faults = createFaultRegistry(() => 0.5);
    faults.add([
      { probability: 1, latencyMs: 100, latencyJitterMs: 50 },
      { probability: 1, latencyMs: 20, error },
      { probability: 1, error: { statusCode: 400, code: "Other" } },
    ]);
    expect(faults.effectOn(call)).toEqual({ delayMs: 120, hang: undefined, error });
    expect(faults.list().map(({ effectCount }) => effectCount)).toEqual([1, 1, 1]);
  });

  test.each([
    ["InternalServerError", 500],
    ["InternalFailure", 500],
    ["ServiceUnavailable", 503],
    ["ThrottlingException", 400],
  ])("answers %s with %i, unless the fault has another status", (code, expected) => {
    const faults = createFaultRegistry();
    faults.add([{ probability: 1, error: { code } }]);
    expect(faults.effectOn(call)?.error).toEqual({ code, statusCode: expected });
    expect(faults.list()).toMatchObject([{ error: { code, statusCode: expected } }]);
    faults.replace([{ probability: 1, error: { code, statusCode: 418 } }]);
    expect(faults.effectOn(call)?.error).toEqual({ code, statusCode: 418 });
  });

  test.each<[string, Partial<Fault>]>([
    ["another service", { service: "dynamodb" }],
    ["another operation", { operation: "PutParameter" }],
    ["another instance", { target: { instance: "i-2" } }],
    ["another zone", { target: { availabilityZone: "us-east-1b" } }],
    [
      "a zone that fits and an instance that does not",
      { target: { availabilityZone: "us-east-1a", instance: "i-2" } },
    ],
  ])("does not change a call when the fault is for %s", (_what, aim) => {
    const faults = createFaultRegistry();
    faults.add([{ probability: 1, error, ...aim }]);
    expect(faults.effectOn(call)).toBeUndefined();
    expect(faults.list()[0]?.effectCount).toBe(0);
  });

  test("never applies an instance's fault to a person's call", () => {
    const faults = createFaultRegistry();
    faults.add([{ probability: 1, error, target: { instance: "i-1" } }]);
    expect(faults.effectOn({ ...call, caller: undefined })).toBeUndefined();
  });

  test("applies a fault as often as its probability says", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 50 }),
        (probability, dice) => {
          const rolls = dice.values();
          const faults = createFaultRegistry(() => rolls.next().value ?? 0.5);
          faults.add([{ probability, error }]);
          // Each call also rolls for the jitter where it is hit, so that dice go by twos then.
          let hits = 0;
          for (let index = 0; index < dice.length / 2; index += 1) {
            if (faults.effectOn(call)) {
              hits += 1;
            }
          }
          expect(faults.list()[0]?.effectCount).toBe(hits);
          if (probability === 0) {
            expect(hits).toBe(0);
          }
          if (probability === 1) {
            expect(hits).toBe(Math.ceil(dice.length / 2));
          }
        },
      ),
    );
  });

  test("releases a hanging call only when the last fault that hangs it is removed", async () => {
    const faults = createFaultRegistry();
    faults.add([
      { id: "a", probability: 1, hang: true },
      { id: "b", probability: 1, hang: true },
    ]);
    let released = false;
    const waiting = faults.effectOn(call)?.hang?.released.then(() => {
      released = true;
    });
    faults.remove(["a"]);
    await new Promise(setImmediate);
    expect(released).toBe(false);
    faults.remove();
    await waiting;
    expect(released).toBe(true);
    expect(faults.list()).toEqual([]);
  });
});
