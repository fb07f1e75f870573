import type { Measure, Phase } from "@soft-landing/shared/experiment";
import type { Journal } from "@soft-landing/shared/journal";
import { formatMeasure } from "../judging/format-figures.ts";

const figures: { head: string; measure: Measure; phase: Phase }[] = [
  { head: "answered during the fault", measure: "availability", phase: "during" },
  { head: "degraded", measure: "degradedShare", phase: "during" },
  { head: "failed, whole run", measure: "failed", phase: "whole" },
  { head: "p50 before", measure: "p50Ms", phase: "before" },
  { head: "p50 during", measure: "p50Ms", phase: "during" },
  { head: "p99 during", measure: "p99Ms", phase: "during" },
  { head: "personal again after", measure: "recoverySeconds", phase: "whole" },
];

/**
 * Journals as one Markdown table for a README: a line for each build, with the median of each figure over the
 * rounds and its spread.
 */
export function markdownTable(journals: readonly Journal[]): string {
  const head = ["experiment", "build", ...figures.map((figure) => figure.head), "promises held"];
  const lines = [
    row(head),
    row(head.map((_, index) => (index < 2 ? "---" : "---:"))),
    ...journals.flatMap((journal) =>
      journal.columns.map(({ id }, index) => buildRow(journal, id, index === 0)),
    ),
  ];
  return `${lines.join("\n")}\n\n${journals.map(conditions).filter(unique).join("\n")}\n`;
}

function buildRow(journal: Journal, columnId: string, isFirst: boolean): string {
  const ofColumn = journal.probes.filter((probe) => probe.columnId === columnId);
  const held = ofColumn.filter((probe) => probe.held).length;
  return row([
    isFirst ? `\`${journal.experiment.name}\`` : "",
    columnId,
    ...figures.map(({ measure, phase }) => spread(journal, columnId, phase, measure)),
    `${held} of ${ofColumn.length}`,
  ]);
}

function spread(journal: Journal, columnId: string, phase: Phase, measure: Measure): string {
  const found = journal.summary[columnId]?.[phase]?.[measure];
  if (found === undefined) {
    return "no data";
  }
  const [median, low, high] = [found.median, found.min, found.max].map((value) =>
    formatMeasure(measure, value),
  );
  return low === high ? String(median) : `${median} (${low} to ${high})`;
}

function conditions({ settings, machine, versions, rounds }: Journal): string {
  const saturated = rounds.filter(({ saturation }) => saturation.saturated).length;
  return `${settings.rounds > 1 ? `Median of ${settings.rounds} rounds (lowest to highest)` : "One round"}, ${settings.ratePerSecond} requests/s to each build, on ${machine.processors} × ${machine.model}, Node ${versions.node}${saturated > 0 ? `; the machine was saturated in ${saturated} of ${settings.rounds}` : ""}.`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function unique(text: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(text) === index;
}
