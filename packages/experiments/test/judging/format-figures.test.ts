import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatBounds,
  formatMeasure,
  formatMs,
  formatSeconds,
  formatShare,
} from "../../src/judging/format-figures.ts";

describe("figures in words", () => {
  test("show 100 % only for everything and 0 % only for nothing", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(formatShare(share) === "100 %").toBe(share === 1);
        expect(formatShare(share) === "0 %").toBe(share === 0);
      }),
      { examples: [[0], [1], [0.00001], [0.99999]] },
    );
  });

  test.each([
    [0.00004, "< 0.01 %"],
    [0.00005, "0.01 %"],
    [0.0099, "0.99 %"],
    [0.01, "1.0 %"],
    [0.5, "50.0 %"],
    [0.99, "99.0 %"],
    [0.9901, "99.01 %"],
    [0.9999, "99.99 %"],
    [0.99995, "> 99.99 %"],
  ])("show a share of %d with the digits that it needs: %s", (share, words) => {
    expect(formatShare(share)).toBe(words);
  });

  test.each([
    [9.9, "9.9 ms"],
    [10, "10 ms"],
    [999, "999 ms"],
    [1_000, "1.00 s"],
    [9_949, "9.95 s"],
    [9_950, "9.9 s"],
    [9_960, "10.0 s"],
  ])("show %d ms as %s", (ms, words) => {
    expect(formatMs(ms)).toBe(words);
  });

  test.each([
    ["availability", { min: 0.5 }, "at least 50.0 %"],
    ["availability", { min: 1, max: 1 }, "100 %"],
    ["failed", { min: 1 }, "at least 1"],
    ["failed", { min: 0, max: 5 }, "between 0 and 5"],
    ["failed", { max: 1 }, "at most 1"],
  ] as const)("for %s show the limits %o as %s", (measure, bounds, words) => {
    expect(formatBounds(measure, bounds)).toBe(words);
  });

  test("use the unit a person would", () => {
    expect([0.4, 9.94, 125.4, 1500, 10_020].map(formatMs)).toEqual([
      "0.4 ms",
      "9.9 ms",
      "125 ms",
      "1.50 s",
      "10.0 s",
    ]);
  });

  test("show limits as a person would", () => {
    expect(formatBounds("p99Ms", { max: 125 })).toBe("at most 125 ms");
    expect(formatBounds("availability", { min: 1 })).toBe("100 %");
    expect(formatBounds("failed", { max: 0 })).toBe("none");
    expect(formatBounds("elb502", { min: 1 })).toBe("at least 1");
    expect(formatBounds("p50Ms", { min: 800, max: 1200 })).toBe("between 800 ms and 1.20 s");
  });

  test("show limits that leave no room, and none of a share", () => {
    expect(formatBounds("p50Ms", { min: 20, max: 20 })).toBe("exactly 20 ms");
    expect(formatBounds("failedShare", { max: 0 })).toBe("0 %");
    expect(formatBounds("recoverySeconds", { max: 3 })).toBe("at most 3.0 s");
  });

  test("show tenths of seconds only where they matter", () => {
    expect([0, 0.25, 9.94, 10, 61.4].map(formatSeconds)).toEqual(["0 s", "0.3 s", "9.9 s", "10 s", "61 s"]);
  });

  test("show where nothing was measured, and otherwise each measure in its own unit", () => {
    expect(formatMeasure("p99Ms", null)).toBe("no data");
    expect([
      formatMeasure("availability", 0.5),
      formatMeasure("p99Ms", 12),
      formatMeasure("impactSeconds", 2),
      formatMeasure("requests", 12_345),
    ]).toEqual(["50.0 %", "12 ms", "2.0 s", "12,345"]);
  });
});
