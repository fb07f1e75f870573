import { expect, test } from "vitest";
import { terminalTable } from "../../src/report/terminal-table.ts";

const table = {
  head: ["instance", "state", "checks"],
  rows: [
    ["i-1", "healthy", "12"],
    ["i-2", "", "3"],
  ],
  rightAligned: [2],
};

test("aligns words to the left and numbers to the right, without colours", () => {
  expect(terminalTable(table, undefined)).toBe(
    [
      "┌──────────┬─────────┬────────┐",
      "│ instance │ state   │ checks │",
      "├──────────┼─────────┼────────┤",
      "│ i-1      │ healthy │     12 │",
      "│ i-2      │         │      3 │",
      "└──────────┴─────────┴────────┘",
    ].join("\n"),
  );
});

test("fits a terminal of its own width", () => {
  expect(terminalTable(table, 31)).toContain("┌");
});

test("turns into a list without empty cells in a narrower terminal", () => {
  expect(terminalTable(table, 30)).toBe(
    ["  i-1", "    state: healthy", "    checks: 12", "  i-2", "    checks: 3"].join("\n"),
  );
});
