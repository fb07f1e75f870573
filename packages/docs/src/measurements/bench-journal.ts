import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { markdownTable } from "../markdown/markdown-table.ts";
import { repositoryRoot } from "../repository.ts";

const rowSchema = z.object({
  label: z.string(),
  unit: z.string(),
  median: z.number(),
  min: z.number(),
  max: z.number(),
  rounds: z.int(),
  goal: z.object({ text: z.string(), met: z.boolean() }).optional(),
});

/** What `pnpm lab bench NAMES --out docs/measurements` writes: a file for each bench. */
const journalSchema = z.object({
  machine: z.string(),
  node: z.string(),
  measuredAt: z.iso.datetime(),
  command: z.string(),
  name: z.string(),
  title: z.string(),
  rows: z.array(rowSchema),
});
export type BenchJournal = z.infer<typeof journalSchema>;

/** The journals that are kept in the repository, by their file's name. */
export function readBenchJournals(): BenchJournal[] {
  return globSync("docs/measurements/*.json", { cwd: repositoryRoot })
    .sort()
    .map((path) => journalSchema.parse(JSON.parse(readFileSync(join(repositoryRoot, path), "utf8"))));
}

/** A section for each journal: what was asked, the figures with their spread, and the command, machine and day. */
export function benchSections(journals: readonly BenchJournal[]): string {
  return journals.map(section).join("\n\n");
}

function section({ title, command, machine, node, measuredAt, rows }: BenchJournal): string {
  const table = markdownTable(
    ["figure", "median (lowest to highest)", "unit", "rounds", "goal"],
    rows.map(({ label, unit, median, min, max, rounds, goal }) => [
      label,
      rounds === 1 ? figure(median) : `${figure(median)} (${figure(min)} to ${figure(max)})`,
      unit,
      String(rounds),
      goal === undefined ? "" : `${goal.text}: ${goal.met ? "met" : "**missed**"}`,
    ]),
  );
  const source = `\`${command}\`, ${measuredAt.slice(0, 10)}, ${machine}, Node ${node}.`;
  return [`### ${title}`, source, table].join("\n\n");
}

/** Three significant digits, or the whole number where that has more. */
function figure(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
}
