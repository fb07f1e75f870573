import type { Measure, Phase } from "@soft-landing/shared/experiment";
import type { Journal } from "@soft-landing/shared/journal";
import pc from "picocolors";
import { formatMeasure } from "../judging/format-figures.ts";
import { failureSentence } from "../judging/verdict.ts";
import { terminalTable } from "./terminal-table.ts";

const rows: { name: string; measure: Measure; phase: Phase }[] = [
  { name: "answered before", measure: "availability", phase: "before" },
  { name: "answered during the fault", measure: "availability", phase: "during" },
  { name: "  personal", measure: "personalShare", phase: "during" },
  { name: "  degraded", measure: "degradedShare", phase: "during" },
  { name: "  failed", measure: "failedShare", phase: "during" },
  { name: "answered after", measure: "availability", phase: "after" },
  { name: "failed requests, whole run", measure: "failed", phase: "whole" },
  { name: "p50 before", measure: "p50Ms", phase: "before" },
  { name: "p50 during", measure: "p50Ms", phase: "during" },
  { name: "p97.5 during", measure: "p975Ms", phase: "during" },
  { name: "p99 during", measure: "p99Ms", phase: "during" },
  { name: "slowest during", measure: "maxMs", phase: "during" },
  { name: "back to personal pages after", measure: "recoverySeconds", phase: "whole" },
  { name: "ELB 5XX / 502, whole run", measure: "elb5xx", phase: "whole" },
  { name: "target 5XX, whole run", measure: "target5xx", phase: "whole" },
];

/** A journal for the terminal: verdict, figures with their spread, and what did not hold. */
export function terminalSummary(journal: Journal): string {
  const { rounds } = journal.settings;
  const failures = journal.probes.filter(({ held }) => !held);
  const saturated = journal.rounds.filter(({ saturation }) => saturation.saturated);
  return [
    "",
    pc.bold(journal.experiment.title),
    journal.verdict,
    "",
    figuresTable(journal),
    ...(rounds > 1 ? [pc.dim(`Median of ${rounds} rounds; in brackets the lowest and the highest.`)] : []),
    ...(saturated[0] === undefined ? [] : [pc.yellow(saturated[0].saturation.message)]),
    journal.held
      ? pc.green(`✓ All ${journal.probes.length} promises of the hypothesis held.`)
      : pc.red(`✗ ${failures.length} of ${journal.probes.length} promises of the hypothesis did not hold:`),
    ...failures.map((failure) => pc.red(`  ${failureSentence(failure, rounds, "Promises")}`)),
  ].join("\n");
}

function figuresTable(journal: Journal): string {
  return terminalTable({
    head: ["", ...journal.columns.map(({ id }) => id)],
    rows: rows.map(({ name, measure, phase }) => [
      name,
      ...journal.columns.map(({ id }) => cell(journal, id, phase, measure)),
    ]),
    rightAligned: journal.columns.map((_, index) => index + 1),
  });
}

function cell(journal: Journal, columnId: string, phase: Phase, measure: Measure): string {
  const summary = journal.summary[columnId]?.[phase];
  const text = (one: Measure) => {
    const spread = summary?.[one];
    if (spread === undefined) {
      return "no data";
    }
    const [median, low, high] = [spread.median, spread.min, spread.max].map((value) =>
      formatMeasure(one, value),
    );
    return low === high ? String(median) : `${median} [${low} … ${high}]`;
  };
  return measure === "elb5xx" ? `${text("elb5xx")} / ${text("elb502")}` : text(measure);
}
