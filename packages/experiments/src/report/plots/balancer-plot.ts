import type { BalancerPeriod } from "@soft-landing/shared/journal";
import { scaleLinear } from "d3-scale";
import { formatCount } from "../../judging/format-figures.ts";
import { type Html, html } from "../html.ts";
import type { ReportColumn } from "../report-model.ts";
import { type PlotFrame, plot, plotFrame, round } from "./plot-frame.ts";

type Code = "elb5xx" | "elb4xx" | "target5xx" | "target2xx";

interface CodeRow {
  code: Code;
  name: string;
  style: string;
}

const rows: CodeRow[] = [
  { code: "elb5xx", name: "5XX from the load balancer", style: "failed" },
  { code: "target5xx", name: "5XX from the targets", style: "target-5xx" },
  { code: "target2xx", name: "2XX from the targets", style: "target-2xx" },
];
/** Shown only if a build has it: mostly users who gave up waiting (460). */
const clientRow: CodeRow = {
  code: "elb4xx",
  name: "4XX, such as for users who gave up",
  style: "target-5xx",
};
const rowHeight = 52;
const rowLabelHeight = 17;

/** The codes to draw, the same for every build. */
export function balancerRows(columns: readonly ReportColumn[]): CodeRow[] {
  const given = columns.some(({ balancer }) => total(balancer, clientRow.code) !== null);
  return given ? rows.toSpliced(1, 0, clientRow) : rows;
}

/** The highest count per second of any build, so that plots side by side have one scale. */
export function balancerPeak(columns: readonly ReportColumn[]): number {
  const counts = columns.flatMap(({ balancer }) =>
    balancer.flatMap((period) => [...rows, clientRow].map(({ code }) => period[code] ?? 0)),
  );
  return Math.max(1, ...counts);
}

/**
 * The codes that the load balancer generated itself and those that it got from the targets. If CloudWatch
 * would have no data, neither has this.
 */
export function balancerPlot(column: ReportColumn, rows: readonly CodeRow[], peak: number): Html {
  const frame = plotFrame(column.durationSeconds, rows.length * rowHeight);
  const shown = column.balancer.filter(
    ({ second }) => second + column.balancerPeriodSeconds > 0 && second < column.durationSeconds,
  );
  const body = html`${rows.map((row, index) => rowOf(frame, row, index, shown, column, peak))}`;
  const totals = rows.map(({ code, name }) => `${name}: ${total(column.balancer, code) ?? "no data"}`);
  return plot(
    frame,
    column.band,
    `Codes over time at the load balancer of ${column.name}. ${totals.join("; ")}.`,
    body,
  );
}

function rowOf(
  frame: PlotFrame,
  { code, name, style }: CodeRow,
  index: number,
  shown: readonly BalancerPeriod[],
  { balancer, balancerPeriodSeconds, rounds }: ReportColumn,
  peak: number,
): Html {
  const top = frame.top + index * rowHeight;
  const bottom = top + rowHeight - 1;
  const y = scaleLinear([0, peak], [bottom, top + rowLabelHeight]);
  const sum = total(balancer, code);
  const value = sum === null ? "no data" : `${formatCount(sum)}${rounds.length > 1 ? " a round" : " in all"}`;
  return html`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${bottom}" y2="${bottom}"/>
${shown.map((period) => {
  const count = period[code];
  if (count === undefined) {
    return null;
  }
  const left = Math.max(frame.left, frame.x(period.second));
  const width = Math.min(frame.right, frame.x(period.second + balancerPeriodSeconds)) - left;
  const height = Math.max(1.5, bottom - y(count));
  return html`<rect class="${style}" x="${round(left + width * 0.07)}" y="${round(bottom - height)}" width="${round(width * 0.86)}" height="${round(height)}"/>`;
})}
<text class="row-name" x="${frame.left + 4}" y="${top + 13}">${name}</text><text class="row-total${sum === null && " row-empty"}" x="${frame.right - 4}" y="${top + 13}" text-anchor="end">${value}</text>`;
}

/** Null if no period has a count: CloudWatch would show no data. */
function total(periods: readonly BalancerPeriod[], code: Code): number | null {
  const counts = periods.flatMap((period) => period[code] ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}
