import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dependencyHang } from "../../src/experiments/dependency-hang.ts";
import { dependencyOff } from "../../src/experiments/dependency-off.ts";
import { formatBounds, formatMs, formatShare } from "../../src/measure/format-figures.ts";
import { failureSentence } from "../../src/measure/verdict.ts";
import { hanging, switchedOff, syntheticJournal } from "../report/synthetic-journal.ts";
import { whileFaulty } from "./synthetic-run.ts";

describe("the verdict", () => {
  it("tells what each build did to people, all of them where it was all of them", () => {
    expect(syntheticJournal(dependencyOff, switchedOff(dependencyOff)).verdict).toBe(
      "While the RecommendationService was switched off, the basic build failed every one of 1,023 requests. " +
        "The error-handling build answered all 1,023 requests, with a general recommendation in place of a personal one.",
    );
  });

  it("tells how long people waited where that is what changed", () => {
    const journal = syntheticJournal(dependencyHang, {
      basic: whileFaulty(dependencyHang, () => ({ outcome: "personal", latencyMs: 1500 })),
    });
    expect(journal.verdict).toMatch(/answered all .* and the middle one took 1\.50 s instead of 3\.\d ms\.$/);
  });

  it("adds rounds up instead of picking one", () => {
    const journal = syntheticJournal(dependencyHang, hanging(dependencyHang), 5);
    expect(journal.verdict).toContain("of 7,375 requests");
  });
});

describe("the sentence for a promise that did not hold", () => {
  it("says what was expected, what was seen, in how many rounds, and where in the report", () => {
    const journal = syntheticJournal(
      dependencyOff,
      {
        "error-handling": whileFaulty(dependencyOff, () => ({
          outcome: "failed",
          failure: "HTTP 502",
          latencyMs: 1,
        })),
      },
      2,
    );
    const broken = journal.probes.find(({ held }) => !held) ?? expect.fail();
    expect(failureSentence(broken, 2, "Promises")).toBe(
      'error-handling: expected "error-handling answers every request, from the first to the last" (failed, whole run: none); ' +
        "seen 1,200 (it held in 0 of 2 rounds). In the report: Promises.",
    );
  });
});

describe("figures in words", () => {
  it("say 100 % only for everything and 0 % only for nothing", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(formatShare(share) === "100 %").toBe(share === 1);
        expect(formatShare(share) === "0 %").toBe(share === 0);
      }),
    );
  });

  it("use the unit a person would", () => {
    expect([0.4, 9.94, 125.4, 1500, 10_020].map(formatMs)).toEqual([
      "0.4 ms",
      "9.9 ms",
      "125 ms",
      "1.50 s",
      "10.0 s",
    ]);
  });

  it("say bounds as one would say them", () => {
    expect(formatBounds("p99Ms", { max: 125 })).toBe("at most 125 ms");
    expect(formatBounds("availability", { min: 1 })).toBe("100 %");
    expect(formatBounds("failed", { max: 0 })).toBe("none");
    expect(formatBounds("elb502", { min: 1 })).toBe("at least 1");
    expect(formatBounds("p50Ms", { min: 800, max: 1200 })).toBe("between 800 ms and 1.20 s");
  });
});
