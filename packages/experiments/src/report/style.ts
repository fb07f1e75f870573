import { answerColours, failedHatch } from "@soft-landing/shared/answer-kinds";

/** The text of a plot shrinks with the plot, so it is larger where columns are narrow. */
export const largerPlotText =
  ".tick { font-size: 13px; } .fault-name, .fault-end, .row-name, .row-total { font-size: 13px; }";

function answerProperties(scheme: "light" | "dark"): string {
  const { personal, degraded, failed } = answerColours;
  return `--personal: ${personal[scheme]}; --degraded: ${degraded[scheme]}; --failed: ${failed[scheme]}; --hatch: ${failedHatch[scheme]};`;
}

/**
 * The report's whole style sheet. Colours also differ in brightness, and failures are hatched, for print and
 * for colour-blind readers.
 */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #faf9f6; --card: #ffffff; --ink: #1b1e22; --muted: #5c636b; --hairline: #dfdcd5;
  ${answerProperties("light")}
  --fault-background: rgb(120 110 90 / 0.10); --fault-band: #4a4640; --fault-text: #faf9f6;
  --target-2xx: #8fa3b3; --target-5xx: #a0522d; --good: #23734a; --good-paper: #e4f2ea; --bad: #ad2b20; --bad-paper: #fbe6e3; --warn-paper: #fbf1d9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #121518; --card: #1a1e22; --ink: #ebe8e2; --muted: #a1a9b1; --hairline: #31373d;
    ${answerProperties("dark")}
    --fault-background: rgb(235 225 200 / 0.09); --fault-band: #c9c3b6; --fault-text: #16191c;
    --target-2xx: #6d8191; --target-5xx: #d08a5f; --good: #74cf9f; --good-paper: #16301f; --bad: #ff8d81; --bad-paper: #3a1a17; --warn-paper: #33290f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 28px 56px; }
.eyebrow { margin: 0 0 6px; color: var(--muted); font-size: 13px; letter-spacing: 0.02em; }
h1 { margin: 0 0 18px; font-size: 17px; font-weight: 500; color: var(--muted); }
h1 strong { color: var(--ink); font-weight: 650; }
h2 { margin: 0 0 2px; font-size: 19px; line-height: 1.3; letter-spacing: -0.005em; }
h3 { margin: 0; font-size: 15px; font-weight: 600; font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.explain { margin: 0 0 14px; color: var(--muted); font-size: 14px; max-width: 74ch; }
.verdict { margin: 0 0 14px; max-width: 30em; font-size: clamp(21px, 2.9vw, 31px); line-height: 1.27; font-weight: 640; letter-spacing: -0.016em; text-wrap: pretty; }
.verdict span { display: block; }
.verdict-run { margin: 14px 0 4px; color: var(--muted); font-size: 14px; }
.badge { display: inline-block; margin: 0 0 4px; padding: 4px 11px; border-radius: 4px; font-size: 14px; font-weight: 600; }
.badge.held { background: var(--good-paper); color: var(--good); }
.badge.broken { background: var(--bad-paper); color: var(--bad); }
.note { margin: 12px 0 0; padding: 9px 13px; border-radius: 4px; background: var(--warn-paper); font-size: 14px; max-width: 84ch; }
section { margin-top: 38px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.in-short { margin-top: 30px; }
.columns { display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr)); gap: 18px; }
.card { min-width: 0; padding: 15px 16px 13px; background: var(--card); border: 1px solid var(--hairline); border-radius: 7px; }
.card h3 { margin-bottom: 4px; overflow-wrap: anywhere; }
.big { font-size: 46px; line-height: 1.05; font-weight: 680; letter-spacing: -0.03em; font-variant-numeric: tabular-nums; }
.big.good { color: var(--good); } .big.bad { color: var(--bad); }
.big-label { color: var(--muted); font-size: 14px; margin: 2px 0 13px; }
.phase { display: grid; grid-template-columns: 52px 1fr; gap: 4px 10px; align-items: center; margin-top: 7px; font-size: 13px; color: var(--muted); }
.phase .words { grid-column: 2; margin-top: -3px; font-size: 12.5px; }
.phase.during { color: var(--ink); }
.phase svg { display: block; width: 100%; height: 13px; }
.phase.during svg { height: 20px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 12px; padding: 0; list-style: none; font-size: 13.5px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.legend svg { width: 18px; height: 12px; flex: none; }
figure { margin: 0; }
figure .plot { margin-top: 6px; }
.plot { display: block; width: 100%; height: auto; overflow: visible; font-family: system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
.personal { fill: var(--personal); } .degraded { fill: var(--degraded); } .failed { fill: var(--failed); }
.hatch { fill: url(#hatch); }
.target-2xx { fill: var(--target-2xx); } .target-5xx { fill: var(--target-5xx); }
.grid { stroke: var(--hairline); stroke-width: 1; } .axis { stroke: var(--muted); stroke-width: 1; }
.tick { fill: var(--muted); font-size: 10.5px; font-variant-numeric: tabular-nums; }
.row-name { fill: var(--ink); font-size: 11.5px; } .row-total { fill: var(--ink); font-size: 11.5px; font-weight: 650; } .row-empty { fill: var(--muted); font-weight: 400; font-style: italic; }
.row-name, .row-total { paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
.fault-background { fill: var(--fault-background); } .fault-band { fill: var(--fault-band); }
.fault-name { fill: var(--fault-text); font-size: 11px; font-weight: 600; } .fault-end { fill: var(--ink); font-size: 11px; font-weight: 600; }
.fault-edge { stroke: var(--fault-band); stroke-width: 1; stroke-dasharray: 3 3; fill: none; }
.latency-spread { fill: var(--personal); opacity: 0.13; }
.latency-p50 { fill: none; stroke: var(--personal); stroke-width: 2.4; } .latency-p975 { fill: none; stroke: var(--personal); stroke-width: 1.2; }
.latency-p99 { fill: none; stroke: var(--personal); stroke-width: 1.3; stroke-dasharray: 5 3; } .latency-max { fill: none; stroke: var(--muted); stroke-width: 1; }
.background p { margin: 6px 0 0; max-width: 78ch; font-size: 15px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 12px 7px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--hairline); }
thead th { color: var(--muted); font-weight: 500; font-size: 13px; white-space: nowrap; }
tbody th { font-weight: 400; } td.number, th.number { text-align: right; white-space: nowrap; padding-left: 12px; padding-right: 0; }
.when { color: var(--muted); font-size: 13px; }
.spread { color: var(--muted); font-size: 12.5px; display: block; }
.mark { font-weight: 650; white-space: nowrap; } .mark.held { color: var(--good); } .mark.broken { color: var(--bad); }
tr.broken { background: var(--bad-paper); }
.wrap { overflow-wrap: anywhere; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.93em; }
dl { display: grid; grid-template-columns: minmax(130px, max-content) 1fr; gap: 5px 20px; margin: 0; font-size: 14px; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 38px; padding-top: 14px; border-top: 1px solid var(--hairline); color: var(--muted); font-size: 13px; }
@media (max-width: 720px) {
  ${largerPlotText}
  main { padding: 24px 16px 40px; }
  .columns { grid-template-columns: minmax(0, 1fr); gap: 14px; }
  .card { padding: 13px 12px 11px; }
  .promises thead { display: none; }
  .promises tr { display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; padding: 9px 0; border-bottom: 1px solid var(--hairline); }
  .promises tr.broken { padding: 9px; }
  .promises td { padding: 0; border: 0; } .promises .promise { grid-column: 1 / -1; }
  .promises td[data-label]::before { content: attr(data-label) " "; color: var(--muted); }
  .promises .mark { justify-self: end; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 8px; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --muted: #444; --hairline: #bbb; ${answerProperties("light")} --fault-background: rgb(120 110 90 / 0.12); --fault-band: #4a4640; --fault-text: #fff; --target-2xx: #8fa3b3; --target-5xx: #a0522d; --good: #1b5c3a; --good-paper: #fff; --bad: #9c241a; --bad-paper: #fff; --warn-paper: #fff; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .card, figure, tr, .phase { break-inside: avoid; } h2, .explain, .legend { break-after: avoid; } section { margin-top: 22px; }
  .columns { grid-template-columns: repeat(2, minmax(0, 1fr)); } .scroll { overflow: visible; }
}
@page { margin: 14mm; }
`;
