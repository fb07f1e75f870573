import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createReadThroughput } from "../../../src/services/ssm/read-throughput.ts";
import { manualClock } from "../../manual-clock.ts";

describe("the limit on reads", () => {
  test("allows 40 reads at once, and 40 more a second later", () => {
    const clock = manualClock();
    const reads = createReadThroughput(clock, true);
    const lettingThrough = () => spendAll(reads, 100);
    expect(lettingThrough()).toBe(40);
    clock.advance(1_000);
    expect(lettingThrough()).toBe(40);
    clock.advance(60_000);
    expect(lettingThrough()).toBe(40);
  });

  test("never allows more than a second's reads and those refilled since", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ waitMs: fc.nat(500), calls: fc.nat(30) })), (steps) => {
        const clock = manualClock();
        const reads = createReadThroughput(clock, true);
        let passed = 0;
        let elapsedMs = 0;
        for (const { waitMs, calls } of steps) {
          clock.advance(waitMs);
          elapsedMs += waitMs;
          passed += spendAll(reads, calls);
          expect(passed).toBeLessThanOrEqual(40 + elapsedMs / 25 + 1e-6);
        }
      }),
    );
  });

  test("has AWS's error message", () => {
    const reads = createReadThroughput(manualClock(), true);
    spendAll(reads, 40);
    expect(() => reads.spend()).toThrow(
      expect.objectContaining({ code: "ThrottlingException", message: "Rate exceeded" }),
    );
  });

  test("ends with the setting for higher throughput, and returns with the standard one", () => {
    const reads = createReadThroughput(manualClock(), false);
    expect(spendAll(reads, 1_000)).toBe(1_000);
    reads.limited = true;
    expect(spendAll(reads, 1_000)).toBe(40);
  });
});

/** How many of so many reads are let through. */
function spendAll(reads: { spend(): void }, count: number): number {
  let passed = 0;
  for (let read = 0; read < count; read += 1) {
    try {
      reads.spend();
      passed += 1;
    } catch {}
  }
  return passed;
}
