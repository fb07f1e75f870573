import Table from "cli-table3";
import type { BenchRow } from "./bench.ts";

/** A bench's rows as a table for a terminal. A goal that was missed says so in words, not by colour alone. */
export function benchTable(rows: readonly BenchRow[]): string {
  const table = new Table({
    head: ["", "median", "min", "max", "unit", "rounds", "goal", ""],
    colAligns: ["left", "right", "right", "right", "left", "right", "left", "left"],
    style: { head: [], border: [] },
  });
  for (const { label, unit, median, min, max, rounds, goal } of rows) {
    table.push([
      label,
      figure(median),
      figure(min),
      figure(max),
      unit,
      String(rounds),
      goal?.text ?? "",
      goal === undefined ? "" : goal.met ? "met" : "MISSED",
    ]);
  }
  return table.toString();
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
