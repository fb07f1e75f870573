import { scaleLinear } from "d3-scale";
import { formatShare } from "../../judging/format-figures.ts";
import { type Outcome, outcomes } from "../../load/sample.ts";
import { type Html, html } from "../html.ts";
import type { PlottedSecond, ReportColumn } from "../report-model.ts";
import { gridLine, type PlotFrame, plot, plotFrame, round } from "./plot-frame.ts";

const bodyHeight = 150;
const gapShare = 0.05;

/** What users got in each second: the shares of personal, degraded and failed answers, stacked to 100 %. */
export function outcomesPlot(column: ReportColumn): Html {
  const frame = plotFrame(column.durationSeconds, bodyHeight);
  const y = scaleLinear([0, 1], [frame.bottom, frame.top]);
  const body = html`${[0, 0.5, 1].map((share) => gridLine(frame, y(share), `${share * 100} %`))}${column.seconds.map((second) => bar(frame, second))}`;
  return plot(frame, column.band, describe(column), body);
}

function bar(frame: PlotFrame, { second, shares }: PlottedSecond): Html {
  if (shares === null) {
    return html``;
  }
  const slot = frame.x(second + 1) - frame.x(second);
  const x = round(frame.x(second) + (slot * gapShare) / 2);
  const width = round(slot * (1 - gapShare));
  let bottom = frame.bottom;
  return html`${outcomes.map((outcome: Outcome) => {
    const height = shares[outcome] * bodyHeight;
    if (height === 0) {
      return null;
    }
    bottom -= height;
    const place = html`x="${x}" y="${round(bottom)}" width="${width}" height="${round(Math.max(height, 0.8))}"`;
    return html`<rect class="${outcome}" ${place}/>${outcome === "failed" && html`<rect class="hatch" ${place}/>`}`;
  })}`;
}

function describe({ name, phaseShares, band }: ReportColumn): string {
  const during = phaseShares.during;
  const got =
    during === null
      ? "nothing was sent"
      : `${formatShare(during.personal)} personal, ${formatShare(during.degraded)} degraded and ${formatShare(during.failed)} failed`;
  return `What users got from ${name} in each second. During the fault (${band.beginning}): ${got}.`;
}
