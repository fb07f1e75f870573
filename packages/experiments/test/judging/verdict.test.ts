import type { PhaseResult, Round } from "@soft-landing/shared/journal";
import { describe, expect, test } from "vitest";
import { dependencyHang } from "../../src/experiments/dependency-hang.ts";
import { dependencyOff } from "../../src/experiments/dependency-off.ts";
import {
  addedHistograms,
  encodeHistogram,
  latencyHistogram,
  recordLatency,
} from "../../src/judging/latency-histogram.ts";
import { failureSentence, verdictOf } from "../../src/judging/verdict.ts";
import { hanging, switchedOff, syntheticJournal } from "../report/synthetic-journal.ts";
import { whileFaulty } from "./synthetic-run.ts";

describe("the verdict", () => {
  test("says what people got from each build, and says so if all of them got it", () => {
    expect(syntheticJournal(dependencyOff, switchedOff(dependencyOff)).verdict).toBe(
      "While the RecommendationService was switched off, the basic build failed every one of 1,023 requests. " +
        "The error-handling build answered all 1,023 requests, with the general recommendation instead of a personal one.",
    );
  });

  test("says how long people waited if that is what changed", () => {
    const journal = syntheticJournal(dependencyHang, {
      basic: whileFaulty(dependencyHang, () => ({ outcome: "personal", latencyMs: 1500 })),
    });
    expect(journal.verdict).toMatch(/answered all .* and the median one took 1\.50 s instead of 3\.\d ms\.$/);
  });

  test("gives the shares of failed and of degraded pages", () => {
    const everyFourth = (atMs: number) => Math.floor(atMs / 10) % 4 === 0;
    const { verdict } = syntheticJournal(dependencyOff, {
      basic: whileFaulty(dependencyOff, (atMs) =>
        everyFourth(atMs)
          ? { outcome: "failed", failure: "HTTP 502", latencyMs: 1 }
          : { outcome: "personal", latencyMs: 1 },
      ),
      "error-handling": whileFaulty(dependencyOff, (atMs) => ({
        outcome: everyFourth(atMs) ? "degraded" : "personal",
        latencyMs: 1,
      })),
    });
    expect(verdict).toMatch(
      /the basic build failed 25\.\d % of [\d,]+ requests\. The error-handling build answered all [\d,]+ requests, 25\.\d % of them with the general recommendation/,
    );
  });

  test("says if a build got no request during the fault", () => {
    const [round] = syntheticJournal(dependencyOff, switchedOff(dependencyOff)).rounds;
    const [column] = round?.columns ?? [];
    const { phases } = column ?? expect.fail();
    const idle = {
      ...round,
      columns: [{ ...column, phases: { ...phases, during: nothingIn(phases.during) } }],
    };
    expect(verdictOf(dependencyOff, [{ id: "basic" }], [idle as Round])).toBe(
      "While the RecommendationService was switched off, the basic build received no requests.",
    );
  });

  test.each([
    [3, 200, ", and the median one took 200 ms instead of 3.0 ms"],
    [20, 71, ", and the median one took 71 ms instead of 20 ms"],
    [20, 70, ""],
    [20, 60, ""],
    [40, 120, ""],
    [40, 121, ", and the median one took 121 ms instead of 40 ms"],
    [200, 300, ""],
    [1, 40, ""],
  ])(
    "mentions a wait only if it is over three times as long and over 50 ms longer: %d ms, then %d ms",
    (p50BeforeMs, p50Ms, clause) => {
      expect(verdictOf(dependencyOff, [{ id: "basic" }], [roundOf({ p50BeforeMs, p50Ms })])).toBe(
        `While the RecommendationService was switched off, the basic build answered all 100 requests with personal recommendations${clause}.`,
      );
    },
  );

  test("adds rounds up instead of picking one", () => {
    const journal = syntheticJournal(dependencyHang, hanging(dependencyHang), 5);
    expect(journal.verdict).toContain("of 7,375 requests");
  });
});

describe("the sentence for a promise that did not hold", () => {
  test("says what was expected, what was seen, in how many rounds, and where in the report", () => {
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

  test("names each seen value once", () => {
    const journal = syntheticJournal(dependencyOff, switchedOff(dependencyOff));
    const probe = journal.probes[0] ?? expect.fail();
    const result = { ...probe, observed: [1, 1, 0.5], heldInRounds: 2, held: false };
    expect(failureSentence(result, 3, "Promises")).toContain("seen 100 %, 50.0 % (it held in 2 of 3 rounds)");
  });

  test("does not count rounds if there was only one, and names the phase if it is not the whole run", () => {
    const journal = syntheticJournal(dependencyHang, {
      "error-handling": whileFaulty(dependencyHang, () => ({ outcome: "degraded", latencyMs: 900 })),
    });
    const slow = journal.probes.find(({ held, probe }) => !held && probe.phase === "during") ?? expect.fail();
    expect(failureSentence(slow, 1, "Promises")).toMatch(
      /\(p\d+Ms, during the fault: at most .*\); seen \d+ ms\. In the report: Promises\.$/,
    );
  });
});

/** A round of 100 personal pages in each phase, at these latencies. */
function roundOf({ p50BeforeMs, p50Ms }: { p50BeforeMs: number; p50Ms: number }): Round {
  const [round] = syntheticJournal(dependencyOff, switchedOff(dependencyOff)).rounds;
  const [column] = round?.columns ?? [];
  const { phases } = column ?? expect.fail();
  const phaseAt = (phase: PhaseResult, latencyMs: number): PhaseResult => {
    const histogram = latencyHistogram();
    recordLatency(histogram, latencyMs);
    const figures = { ...phase.figures, requests: 100, failed: 0, degradedShare: 0 };
    return { ...phase, figures, histogram: encodeHistogram(histogram) };
  };
  const changed = { before: phaseAt(phases.before, p50BeforeMs), during: phaseAt(phases.during, p50Ms) };
  return { ...round, columns: [{ ...column, phases: { ...phases, ...changed } }] } as Round;
}

/** A phase in which nothing was sent. */
function nothingIn(phase: PhaseResult): PhaseResult {
  const figures = { ...phase.figures, requests: 0, failed: 0, degradedShare: null };
  return { ...phase, figures, histogram: encodeHistogram(addedHistograms([])) };
}
