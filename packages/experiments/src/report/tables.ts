import { type Measure, measures, type Phase } from "@soft-landing/shared/experiment";
import type { ProbeResult, Spread } from "@soft-landing/shared/journal";
import { formatBounds, formatMeasure } from "../judging/format-figures.ts";
import { type Html, html } from "./html.ts";
import type { ReportColumn, ReportSource } from "./report-model.ts";

/** The hypothesis, promise by promise: what was expected, what was seen. */
export function promises(sources: readonly ReportSource[]): Html {
  return html`<section><h2 id="promises">Promises</h2>
${sources.map(
  ({
    journal,
    label,
  }) => html`<p class="explain">${label !== undefined && `${label}: `}${journal.experiment.steadyStateHypothesis.title}.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Promises${label !== undefined && ` of ${label}`}"><table class="promises"><thead><tr><th>Promise</th><th>Build</th><th>Expected</th><th>Seen</th><th>Outcome</th></tr></thead><tbody>${journal.probes.map(promiseRow)}</tbody></table></div>`,
)}</section>`;
}

function promiseRow({ probe, columnId, observed, bounds, held, heldInRounds }: ProbeResult): Html {
  const values = observed.filter((value) => value !== null);
  const seen =
    values.length < observed.length
      ? ["no data"]
      : [
          ...new Set(
            [Math.min(...values), Math.max(...values)].map((value) => formatMeasure(probe.measure, value)),
          ),
        ];
  const mark = held
    ? "held"
    : observed.length > 1
      ? `held in ${heldInRounds} of ${observed.length}`
      : "did not hold";
  return html`<tr class="${held ? "" : "broken"}"><td class="promise">${probe.name}</td><td><code>${columnId}</code></td><td data-label="expected">${formatBounds(probe.measure, bounds)}</td><td data-label="seen">${seen.join(" to ")}</td><td class="mark ${held ? "held" : "broken"}">${held ? "✓" : "✗"} ${mark}</td></tr>`;
}

const figureRows: { measure: Measure; phase: Phase }[] = [
  { measure: "requests", phase: "during" },
  { measure: "availability", phase: "during" },
  { measure: "personalShare", phase: "during" },
  { measure: "degradedShare", phase: "during" },
  { measure: "failedShare", phase: "during" },
  { measure: "p50Ms", phase: "before" },
  { measure: "p50Ms", phase: "during" },
  { measure: "p975Ms", phase: "during" },
  { measure: "p99Ms", phase: "during" },
  { measure: "maxMs", phase: "during" },
  { measure: "impactSeconds", phase: "whole" },
  { measure: "recoverySeconds", phase: "whole" },
  { measure: "failed", phase: "whole" },
  { measure: "elb5xx", phase: "whole" },
  { measure: "elb502", phase: "whole" },
  { measure: "elb504", phase: "whole" },
  { measure: "target5xx", phase: "whole" },
];

/** The figures behind the plots, each with its spread over the rounds. */
export function figures(columns: readonly ReportColumn[]): Html {
  const rounds = Math.max(...columns.map((column) => column.rounds.length));
  return html`<section><h2>Figures</h2>
<p class="explain">${rounds > 1 ? `Median of ${rounds} rounds, with the lowest and the highest below where they differ.` : "One round."} Latency is measured from the time that a request was due to be sent, so a slow build cannot hide it.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Figures"><table><thead><tr><th>Measure</th>${columns.map(({ name }) => html`<th class="number">${name}</th>`)}</tr></thead>
<tbody>${figureRows.map(({ measure, phase }) => figureRow(columns, measure, phase))}${failureRow(columns)}</tbody></table></div></section>`;
}

function figureRow(columns: readonly ReportColumn[], measure: Measure, phase: Phase): Html {
  const spreads = columns.map(({ journal, column }) => journal.summary[column.id]?.[phase]?.[measure]);
  return html`<tr><th>${measures[measure].label} <span class="when">${phaseWords[phase]}</span></th>${spreads.map(
    (spread) =>
      html`<td class="number">${spread === undefined ? "no data" : spreadText(measure, spread)}</td>`,
  )}</tr>`;
}

const phaseWords: Record<Phase, string> = {
  before: "before",
  during: "during the fault",
  after: "after",
  whole: "in the whole run",
};

function spreadText(measure: Measure, { median, min, max }: Spread): Html {
  const [low, high] = [formatMeasure(measure, min), formatMeasure(measure, max)];
  return html`${formatMeasure(measure, median)}${low !== high && html`<span class="spread">${low} to ${high}</span>`}`;
}

/** How requests failed, in words, over all rounds. */
function failureRow(columns: readonly ReportColumn[]): Html {
  const text = ({ rounds }: ReportColumn) => {
    const counts = new Map<string, number>();
    for (const { phases } of rounds) {
      for (const [failure, count] of Object.entries(phases.whole.failures)) {
        counts.set(failure, (counts.get(failure) ?? 0) + count);
      }
    }
    return [...counts].map(([failure, count]) => `${failure}: ${formatMeasure("failed", count)}`).join(", ");
  };
  return html`<tr><th>how requests failed <span class="when">in all rounds</span></th>${columns.map((column) => html`<td class="number wrap">${text(column) || "none"}</td>`)}</tr>`;
}

/** The settings: of each stack as the stack itself reports them, of the run, and of the machine. */
export function settings(sources: readonly ReportSource[], columns: readonly ReportColumn[]): Html {
  const names = [...new Set(columns.flatMap(({ column }) => Object.keys(column.effectiveSettings)))];
  const row = (name: string) => {
    const values = columns.map(({ column }) => String(column.effectiveSettings[name] ?? ""));
    return html`<tr><th>${name}</th>${values.map((value) => html`<td class="wrap">${value}</td>`)}</tr>`;
  };
  return html`<section><h2>Effective settings</h2><p class="explain">As each running stack reports them.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Effective settings"><table><thead><tr><th>Setting</th>${columns.map(({ name }) => html`<th>${name}</th>`)}</tr></thead><tbody>${names.map(row)}</tbody></table></div></section>
${sources.map(runSettings)}`;
}

function runSettings({ journal, label }: ReportSource): Html {
  const { settings: run, experiment, machine, versions, rounds } = journal;
  const { beforeSeconds, faultSeconds, afterSeconds } = experiment.phases;
  const actions = [...experiment.method, ...experiment.rollbacks].map(
    (step) => html`<code>${step.name}: ${JSON.stringify(step.do)}</code><br>`,
  );
  const facts: [string, string | Html][] = [
    ["where", journal.place === "lab" ? "local lab, each build in a process of its own" : "AWS"],
    [
      "load",
      `${run.ratePerSecond} requests/s to each build at the same time, constant arrival rate; a user gives up after ${run.requestTimeoutSeconds} s`,
    ],
    [
      "time",
      `${beforeSeconds} s before, ${faultSeconds} s of fault, ${afterSeconds} s after; ${run.rounds} ${run.rounds === 1 ? "round" : "rounds, with the order of the builds alternating"}`,
    ],
    [
      "left out",
      `the first ${experiment.settle.faultSeconds} s of the fault and the first ${experiment.settle.recoverySeconds} s after it: only the plots show them`,
    ],
    ["actions", html`${actions}`],
    [
      "this machine",
      `${machine.processors} × ${machine.model}, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB, ${machine.system}`,
    ],
    [
      "versions",
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(", "),
    ],
    [
      "load generator",
      html`${rounds.map(({ number, saturation, order }) => html`Round ${number} (${order.join(", then ")}): ${saturation.message}<br>`)}`,
    ],
  ];
  return html`<section><h2>The run${label !== undefined && `, ${label}`}</h2><dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></section>`;
}
