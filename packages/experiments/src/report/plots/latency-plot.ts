import type { Latency } from "@soft-landing/shared/journal";
import { type ScaleLogarithmic, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import { formatMs } from "../../judging/format-figures.ts";
import { type Html, html } from "../html.ts";
import type { ReportColumn } from "../report-model.ts";
import { gridLine, plot, plotFrame, round } from "./plot-frame.ts";

const bodyHeight = 150;
const slack = 1.25;

interface Point extends Latency {
  /** The middle of its second. */
  atSeconds: number;
}

/**
 * The range of every build's latencies, in whole powers of ten, so that plots side by side have one scale.
 */
export function latencyDomainMs(columns: readonly ReportColumn[]): [number, number] {
  const latencies = columns.flatMap(({ seconds }) => seconds.flatMap(({ latency }) => latency ?? []));
  const lowest = Math.min(...latencies.map(({ p50Ms }) => p50Ms), 1);
  const highest = Math.max(...latencies.map(({ maxMs }) => maxMs), 100);
  // A value a little beyond a power of ten, such as a timeout's 10.1 s, is drawn at its line instead of under
  // an empty decade.
  const top = Math.ceil(Math.log10(highest / slack));
  return [10 ** Math.floor(Math.log10(Math.max(lowest, 0.1))), 10 ** top];
}

/** How long users waited in each second, on a logarithmic axis: p50, p97.5, p99 and the slowest. */
export function latencyPlot(column: ReportColumn, domainMs: [number, number]): Html {
  const frame = plotFrame(column.durationSeconds, bodyHeight);
  const y = scaleLog(domainMs, [frame.bottom, frame.top]);
  const points = column.seconds.flatMap(({ second, latency }) =>
    latency === null ? [] : [{ atSeconds: second + 0.5, ...latency }],
  );
  const x = (point: Point) => round(frame.x(point.atSeconds));
  const path = (key: keyof Latency) =>
    line<Point>(x, (point) => round(height(y, point[key]))).digits(1)(points) ?? "";
  const spread =
    area<Point>(
      x,
      (point) => height(y, point.p50Ms),
      (point) => height(y, point.p99Ms),
    ).digits(1)(points) ?? "";
  const body = html`${powersOfTen(domainMs).map((ms) => gridLine(frame, y(ms), tickLabel(ms)))}
<path class="latency-spread" d="${spread}"/><path class="latency-p99" d="${path("p99Ms")}"/><path class="latency-p975" d="${path("p975Ms")}"/><path class="latency-p50" d="${path("p50Ms")}"/>
${points.map((point) => html`<circle class="latency-max" cx="${x(point)}" cy="${round(height(y, point.maxMs))}" r="1.8"/>`)}`;
  return plot(frame, column.band, describe(column), body);
}

function height(y: ScaleLogarithmic<number, number>, ms: number): number {
  const [lowest = 1, highest = Number.POSITIVE_INFINITY] = y.domain();
  return y(Math.min(Math.max(ms, lowest), highest));
}

function powersOfTen([from, to]: [number, number]): number[] {
  const steps = Math.round(Math.log10(to / from));
  return Array.from({ length: steps + 1 }, (_, step) => from * 10 ** step);
}

function tickLabel(ms: number): string {
  return ms >= 1000 ? `${ms / 1000} s` : `${Math.round(ms * 10) / 10} ms`;
}

function describe({ name, journal, column }: ReportColumn): string {
  const during = journal.summary[column.id]?.during;
  const p50 = during?.p50Ms?.median;
  const p99 = during?.p99Ms?.median;
  return p50 === undefined || p99 === undefined
    ? `How long users waited for ${name}: no data during the fault.`
    : `How long users waited for ${name} in each second. During the fault: p50 ${formatMs(p50)}, p99 ${formatMs(p99)}.`;
}
