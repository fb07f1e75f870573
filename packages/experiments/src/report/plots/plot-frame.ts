import { type ScaleLinear, scaleLinear } from "d3-scale";
import { type Html, html } from "../html.ts";
import type { FaultBand } from "../report-model.ts";

/** Sizes in the units of a plot's view box. All plots share width and margins, so that their time axes line up. */
export const plotWidth = 440;
const margin = { left: 42, right: 10, top: 30, bottom: 24 };
const bandHeight = 17;

export interface PlotFrame {
  x: ScaleLinear<number, number>;
  top: number;
  bottom: number;
  left: number;
  right: number;
  height: number;
}

/** Room for a plot that is `bodyHeight` high between its fault band and its time axis. */
export function plotFrame(durationSeconds: number, bodyHeight: number): PlotFrame {
  const left = margin.left;
  const right = plotWidth - margin.right;
  return {
    x: scaleLinear([0, durationSeconds], [left, right]),
    top: margin.top,
    bottom: margin.top + bodyHeight,
    left,
    right,
    height: margin.top + bodyHeight + margin.bottom,
  };
}

/** A whole plot: fault band on top, the body, dashed edges of the fault over it, the time axis below. */
export function plot(frame: PlotFrame, band: FaultBand, description: string, body: Html): Html {
  return html`<svg class="plot" viewBox="0 0 ${plotWidth} ${frame.height}" role="img" aria-label="${description}">
${faultBackground(frame, band)}${body}${faultEdges(frame, band)}${bandLabel(frame, band)}${timeAxis(frame)}
</svg>`;
}

/** A horizontal grid line with its label at the left. */
export function gridLine(frame: PlotFrame, y: number, label: string): Html {
  return html`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${round(y)}" y2="${round(y)}"/><text class="tick" x="${frame.left - 6}" y="${round(y + 3.5)}" text-anchor="end">${label}</text>`;
}

/** Coordinates with one decimal place: more cannot be seen and doubles the file. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function faultBackground(frame: PlotFrame, band: FaultBand): Html {
  const [from, to] = edges(frame, band);
  return html`<rect class="fault-background" x="${from}" y="${frame.top}" width="${round(to - from)}" height="${frame.bottom - frame.top}"/>`;
}

function faultEdges(frame: PlotFrame, band: FaultBand): Html {
  const y = `M0 ${frame.top - 2}V${frame.bottom}`;
  return html`${edges(frame, band).map((x) => html`<path class="fault-edge" transform="translate(${x} 0)" d="${y}"/>`)}`;
}

const characterWidth = 7;

/** The fault's name in its band, or beside it if it does not fit. The text for its end is after the band. */
function bandLabel(frame: PlotFrame, band: FaultBand): Html {
  const [from, to] = edges(frame, band);
  const y = frame.top - bandHeight - 3;
  const fits = band.beginning.length * characterWidth + 10 < to - from;
  const endFits = band.end !== null && to + band.end.length * characterWidth + 8 < plotWidth;
  return html`<rect class="fault-band" x="${from}" y="${y}" width="${round(to - from)}" height="${bandHeight}" rx="2"/>
${
  fits
    ? html`<text class="fault-name" x="${round((from + to) / 2)}" y="${y + 12.5}" text-anchor="middle">${band.beginning}</text>`
    : html`<text class="fault-end" x="${from - 5}" y="${y + 12.5}" text-anchor="end">${band.beginning}</text>`
}${endFits && html`<text class="fault-end" x="${to + 5}" y="${y + 12.5}">${band.end}</text>`}`;
}

function timeAxis(frame: PlotFrame): Html {
  const ticks = frame.x.ticks(6);
  return html`<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${frame.bottom}" y2="${frame.bottom}"/>
${ticks.map(
  (second, index) =>
    html`<text class="tick" x="${round(frame.x(second))}" y="${frame.bottom + 15}" text-anchor="${index === 0 ? "start" : "middle"}">${second}${index === 0 && " s"}</text>`,
)}`;
}

function edges(frame: PlotFrame, band: FaultBand): [number, number] {
  const [start = 0, end = 0] = frame.x.domain();
  const inside = (seconds: number) => Math.min(end, Math.max(start, seconds));
  return [round(frame.x(inside(band.fromSeconds))), round(frame.x(inside(band.toSeconds)))];
}
