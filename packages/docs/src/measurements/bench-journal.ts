import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BenchJournal, benchJournalSchema, formatFigure } from "@soft-landing/shared/bench-journal";
import { markdownTable } from "../markdown/markdown-table.ts";
import { repositoryRoot } from "../repository.ts";

/** The journals in the repository, by their file's name. */
export function readBenchJournals(): BenchJournal[] {
  return globSync("docs/measurements/*.json", { cwd: repositoryRoot })
    .sort()
    .map((path) => benchJournalSchema.parse(JSON.parse(readFileSync(join(repositoryRoot, path), "utf8"))));
}

/**
 * A section for each journal: the question, the figures with their spread, and the command, machine and day.
 */
export function benchSections(journals: readonly BenchJournal[]): string {
  return journals.map(section).join("\n\n");
}

function section({ title, command, machine, node, measuredAt, rows }: BenchJournal): string {
  const table = markdownTable(
    ["figure", "median (lowest to highest)", "unit", "rounds", "goal"],
    rows.map(({ label, unit, median, min, max, rounds, goal }) => [
      label,
      rounds === 1
        ? formatFigure(median)
        : `${formatFigure(median)} (${formatFigure(min)} to ${formatFigure(max)})`,
      unit,
      String(rounds),
      goal === undefined ? "" : `${goal.text}: ${goal.met ? "met" : "**missed**"}`,
    ]),
  );
  const source = `\`${command}\`, ${measuredAt.slice(0, 10)}, ${machine}, Node ${node}.`;
  return [`### ${title}`, source, table].join("\n\n");
}
