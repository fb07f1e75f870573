import { terminalTable } from "@soft-landing/experiments/report/terminal-table";
import { type BenchRow, formatFigure } from "@soft-landing/shared/bench-journal";

/** A bench's rows as a table for a terminal. A goal that was missed says so in words, not by colour alone. */
export function benchTable(rows: readonly BenchRow[]): string {
  return terminalTable({
    head: ["", "median", "min", "max", "unit", "rounds", "goal", ""],
    rightAligned: [1, 2, 3, 5],
    rows: rows.map(({ label, unit, median, min, max, rounds, goal }) => [
      label,
      formatFigure(median),
      formatFigure(min),
      formatFigure(max),
      unit,
      String(rounds),
      goal?.text ?? "",
      goal === undefined ? "" : goal.met ? "met" : "MISSED",
    ]),
  });
}
