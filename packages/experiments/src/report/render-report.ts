import { failedHatch } from "@soft-landing/shared/answer-kinds";
import { type Html, html, trusted } from "./html.ts";
import { background, cards, head } from "./overview.ts";
import { balancerPeak, balancerPlot, balancerRows } from "./plots/balancer-plot.ts";
import { latencyDomainMs, latencyPlot } from "./plots/latency-plot.ts";
import { outcomesPlot } from "./plots/outcomes-plot.ts";
import { type ReportColumn, type ReportSource, reportColumns } from "./report-model.ts";
import { largerPlotText, style } from "./style.ts";
import { figures, promises, settings } from "./tables.ts";

/**
 * One journal, or several side by side, as one HTML file that needs nothing else: no script, no network, no
 * font.
 *
 * @param sources at least one
 */
export function renderReport(sources: readonly ReportSource[]): string {
  const columns = reportColumns(sources);
  const domainMs = latencyDomainMs(columns);
  const codes = balancerRows(columns);
  const peak = balancerPeak(columns);
  const title = [...new Set(sources.map(({ journal }) => journal.experiment.title))].join(" / ");
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title} · Soft Landing</title><style>${trusted(style)}:root { --columns: ${columnsAbreast(columns.length)}; }${columnsAbreast(columns.length) > 2 && trusted(largerPlotText)}</style></head><body>${hatchDefinition}<main>
${head(sources)}
${cards(columns)}
${plotSection(
  "What users got, second by second",
  "One bar a second, from the first request on.",
  outcomeLegend,
  columns,
  outcomesPlot,
)}
${plotSection(
  "How long users waited",
  "The scale is logarithmic: each grid line is ten times the one below. Half of the users waited p50 or less; 99 % waited p99 or less. A failed request counts with the time until it failed.",
  latencyLegend,
  columns,
  (column) => latencyPlot(column, domainMs),
)}
${plotSection(
  "Where the errors come from: the load balancer or the servers",
  "What the load balancer counted, as CloudWatch shows it: a count of zero has no data point. A server that closes the connection without a reply is not counted; the load balancer returns a 502.",
  null,
  columns,
  (column) => balancerPlot(column, codes, peak),
)}
${background(sources)}
${promises(sources)}
${figures(columns)}
${settings(sources, columns)}
<footer>${footer(sources)}</footer>
</main></body></html>
`;
  return page.markup;
}

function plotSection(
  title: string,
  explanation: string,
  legend: Html | null,
  columns: readonly ReportColumn[],
  draw: (column: ReportColumn) => Html,
): Html {
  return html`<section><h2>${title}</h2><p class="explain">${explanation}</p>${legend}
<div class="columns">${columns.map((column) => html`<figure class="card"><h3>${column.name}</h3>${draw(column)}</figure>`)}</div></section>`;
}

/** Four are two by two; otherwise up to three are in a row. */
function columnsAbreast(count: number): number {
  return count === 4 ? 2 : Math.min(count, 3);
}

const { widthPx, stripePx, angleDegrees } = failedHatch;
const hatchDefinition = html`<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="hatch" width="${widthPx}" height="${widthPx}" patternUnits="userSpaceOnUse" patternTransform="rotate(${angleDegrees})"><rect width="${stripePx}" height="${widthPx}" style="fill:var(--hatch)"/></pattern></defs></svg>`;

const swatch = (outcome: string, hatched = false) =>
  html`<svg viewBox="0 0 18 12" aria-hidden="true"><rect class="${outcome}" width="18" height="12"/>${hatched && html`<rect class="hatch" width="18" height="12"/>`}</svg>`;

const outcomeLegend = html`<ul class="legend"><li>${swatch("personal")}personal: the page as it should be</li><li>${swatch("degraded")}degraded: a page with the general recommendation</li><li>${swatch("failed", true)}failed: an error, or no answer</li></ul>`;

const stroke = (name: string) =>
  html`<svg viewBox="0 0 18 12" aria-hidden="true"><path class="${name}" d="M0 6H18"/></svg>`;

const latencyLegend = html`<ul class="legend"><li>${stroke("latency-p50")}p50</li><li>${stroke("latency-p975")}p97.5</li><li>${stroke("latency-p99")}p99</li><li><svg viewBox="0 0 18 12" aria-hidden="true"><circle class="latency-max" cx="9" cy="6" r="2.5"/></svg>slowest</li></ul>`;

function footer(sources: readonly ReportSource[]): string {
  const runs = sources.map(({ journal }) => `${journal.startedAt} to ${journal.endedAt}`).join(", and ");
  return `Measured ${runs}. The builds were under the same load and the same fault at the same time. Written by pnpm lab compare from the journal next to this file.`;
}
