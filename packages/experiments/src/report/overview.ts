import { promiseOf } from "@soft-landing/shared/builds";
import { formatShare } from "../judging/format-figures.ts";
import { outcomes } from "../load/sample.ts";
import { type Html, html } from "./html.ts";
import { round } from "./plots/plot-frame.ts";
import type { ReportColumn, ReportSource } from "./report-model.ts";

/** The head of the report: the experiment, its outcome, and whether the hypothesis held. */
export function head(sources: readonly ReportSource[]): Html {
  const [first] = sources;
  if (first === undefined) {
    return html``;
  }
  const titles = [...new Set(sources.map(({ journal }) => journal.experiment.title))];
  return html`<header>
<p class="eyebrow">Soft Landing · ${sources.length > 1 ? "experiments side by side" : "experiment"}</p>
<h1><strong>${titles.join(" / ")}</strong> ${titles.length === 1 && first.journal.experiment.question}</h1>
${sources.map((source) => verdict(source))}
</header>`;
}

function verdict({ journal, label }: ReportSource): Html {
  const broken = journal.probes.filter(({ held }) => !held).length;
  const { rounds } = journal.settings;
  const inRounds = rounds > 1 ? ` in all ${rounds} rounds` : "";
  const saturated = journal.rounds.filter(({ saturation }) => saturation.saturated);
  return html`${label !== undefined && html`<p class="verdict-run">${label}, ${journal.startedAt.slice(0, 16).replace("T", " ")} UTC</p>`}
<p class="verdict">${sentences(journal.verdict).map((sentence) => html`<span>${sentence} </span>`)}</p>
<p class="badge ${journal.held ? "held" : "broken"}">${
    journal.held
      ? `As expected: all ${journal.probes.length} promises of the hypothesis held${inRounds}`
      : `Not as expected: ${broken} of ${journal.probes.length} promises of the hypothesis did not hold`
  }</p>
${saturated[0] && html`<p class="note">${saturated.length > 1 ? `In ${saturated.length} of ${rounds} rounds: ` : ""}${saturated[0].saturation.message}</p>`}`;
}

/**
 * For readers who do not know the project or the fault: what the builds are, and why the result is as it is.
 */
export function background(sources: readonly ReportSource[]): Html {
  const names = new Set(sources.flatMap(({ journal }) => journal.columns.map(({ build }) => build)));
  const promises = [...names].map((build) => [build, promiseOf(build)] as const);
  const explanations = [...new Set(sources.map(({ journal }) => journal.experiment.explanation ?? ""))];
  return html`<section class="background"><h2>What was compared</h2>
<p>Each build is one web server, with three instances behind a load balancer of its own. It recommends a TV show to one of four people, and reads the show from a table.${promises.map(([build, promise]) => html` <b>${build}</b>: ${promise}`)}</p>
${explanations.map((text) => text !== "" && html`<p>${text}</p>`)}</section>`;
}

/** Splits at full stops that end a sentence, not at those within a number. */
function sentences(text: string): string[] {
  return text.split(/(?<=\.)\s+/);
}

/**
 * One card per build: how many requests were answered during the fault, and what users got before, during and
 * after it.
 */
export function cards(columns: readonly ReportColumn[]): Html {
  return html`<section class="in-short"><h2 class="hidden">In short</h2><div class="columns">${columns.map(card)}</div></section>`;
}

function card({ name, phaseShares }: ReportColumn): Html {
  const during = phaseShares.during;
  const answered = during === null ? null : Math.min(1, 1 - during.failed);
  const quality = answered === null ? "" : answered === 1 ? "good" : "bad";
  return html`<article class="card"><h3>${name}</h3>
<div class="big ${quality}">${answered === null ? "no data" : formatShare(answered)}</div>
<div class="big-label">of the requests answered during the fault</div>
${(["before", "during", "after"] as const).map((phase) => phaseBar(phase, phaseShares[phase]))}
</article>`;
}

function phaseBar(phase: "before" | "during" | "after", shares: ReportColumn["phaseShares"]["before"]): Html {
  const words =
    shares === null
      ? "no request"
      : outcomes
          .filter((outcome) => shares[outcome] > 0)
          .map((outcome) => `${formatShare(shares[outcome])} ${outcome}`)
          .join(", ");
  let x = 0;
  return html`<div class="phase ${phase}"><span>${phase}</span><svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${phase}: ${words}">${
    shares !== null &&
    outcomes.map((outcome) => {
      const width = shares[outcome] * 100;
      const rect = html`<rect class="${outcome}" x="${round(x)}" y="0" width="${round(width)}" height="10"/>`;
      x += width;
      return width > 0 && rect;
    })
  }</svg><span class="words">${words}</span></div>`;
}
