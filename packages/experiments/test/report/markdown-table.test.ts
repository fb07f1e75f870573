import { describe, expect, test } from "vitest";
import { dependencyHang } from "../../src/experiments/dependency-hang.ts";
import { dependencyOff } from "../../src/experiments/dependency-off.ts";
import { markdownTable } from "../../src/report/markdown-table.ts";
import { hanging, switchedOff, syntheticJournal } from "./synthetic-journal.ts";

describe("markdownTable", () => {
  const table = markdownTable([
    syntheticJournal(dependencyOff, switchedOff(dependencyOff)),
    syntheticJournal(dependencyHang, hanging(dependencyHang), 5),
  ]);
  const lines = table.split("\n").filter((line) => line.startsWith("|"));

  test("has a row for each build, all of the same width", () => {
    expect(lines).toHaveLength(2 + 4);
    expect(new Set(lines.map((line) => line.split("|").length)).size).toBe(1);
    expect(lines[2]).toMatch(/^\| `dependency-off` \| basic \| 0 % \|/);
    expect(lines[3]).toMatch(/^\| {2}\| error-handling \| 100 % \| 100 % \| 0 \|/);
  });

  test("shows the spread if rounds differ, and the conditions", () => {
    expect(lines[5]).toMatch(/\d+ ms \(\d+ ms to \d+ ms\)/);
    expect(table).toContain("Median of 5 rounds");
  });
});
