import { terminalTable } from "@soft-landing/experiments/report/terminal-table";
import type { BenchRow } from "./bench.ts";

/** A bench's rows as a table for a terminal. A goal that was missed says so in words, not by colour alone. */
export function benchTable(rows: readonly BenchRow[]): string {
  return terminalTable({
    head: ["", "median", "min", "max", "unit", "rounds", "goal", ""],
    rightAligned: [1, 2, 3, 5],
    rows: rows.map(({ label, unit, median, min, max, rounds, goal }) => [
      label,
      figure(median),
      figure(min),
      figure(max),
      unit,
      String(rounds),
      goal?.text ?? "",
      goal === undefined ? "" : goal.met ? "met" : "MISSED",
    ]),
  });
}

/** Three significant digits, or the whole number where that has more. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) {
    return value === Number.POSITIVE_INFINITY ? "∞" : "–";
  }
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
}
