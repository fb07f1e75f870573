import { expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatMs,
  formatRate,
  formatShare,
  plural,
} from "../../src/format/numbers.ts";
import { formatDuration } from "../../src/format/times.ts";

test("what has no data point is never shown as zero", () => {
  expect(formatCount(undefined)).toBe("No data");
  expect(formatCount(null)).toBe("No data");
  expect(formatMs(undefined)).toBe("No data");
  expect(formatCount(0)).toBe("0");
});

test("only all and none are shown as 100 % and 0 %", () => {
  expect(formatShare(0)).toBe("0 %");
  expect(formatShare(0.0001)).toBe("<1 %");
  expect(formatShare(0.9999)).toBe(">99 %");
  expect(formatShare(1)).toBe("100 %");
  expect(formatShare(1 / 3)).toBe("33 %");
});

test("numbers have only the digits that they need", () => {
  expect(formatMs(3.1234)).toBe("3.1 ms");
  expect(formatMs(314.2)).toBe("314 ms");
  expect(formatMs(60_000)).toBe("60 s");
  expect(formatRate(0.4)).toBe("0.4/s");
  expect(formatRate(52.6)).toBe("52.6/s");
  expect(formatRate(152.6)).toBe("153/s");
  expect(formatBytes(182_400)).toBe("182.4 KB");
  expect(plural(1, "target")).toBe("1 target");
  expect(plural(3, "target")).toBe("3 targets");
});

test("durations are shown in their two largest units", () => {
  expect(formatDuration(12_400)).toBe("12 s");
  expect(formatDuration(185_000)).toBe("3 min 05 s");
  expect(formatDuration(3_720_000)).toBe("1 h 02 min");
});
