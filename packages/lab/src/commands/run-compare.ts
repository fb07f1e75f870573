import { basename } from "node:path";
import { loadExperiment } from "@soft-landing/experiments/experiments/load-experiment";
import { experiments } from "@soft-landing/experiments/experiments/registry";
import { markdownTable } from "@soft-landing/experiments/report/markdown-table";
import { progressDisplay } from "@soft-landing/experiments/report/progress-display";
import { readJournal } from "@soft-landing/experiments/report/read-journal";
import { terminalSummary } from "@soft-landing/experiments/report/terminal-summary";
import {
  type ReportFiles,
  writeCombinedReport,
  writeJournalAndReport,
} from "@soft-landing/experiments/report/write-report";
import { compare } from "@soft-landing/experiments/rounds/compare";
import type { Experiment } from "@soft-landing/shared/experiment";
import type { Journal } from "@soft-landing/shared/journal";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { labOnlyReason } from "../compare/aws-subject.ts";
import { deployedContestants, labContestants } from "../compare/contestants.ts";
import { experimentActionSchema } from "../disturbances/registry.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { projectVersions } from "../program/versions.ts";
import type { CompareCommandOptions } from "./compare.ts";
import { endSignals } from "./end-signals.ts";
import { note, printJson } from "./lab-command.ts";

/** What `compare --json` prints for each experiment. */
interface CompareOutcome extends ReportFiles {
  experiment: string;
  held: boolean;
  verdict: string;
}

/** The conventional exit code of a program that Ctrl-C has ended. */
const endedBySignal = 130;

/** Carries `compare` out. Sets exit code 1 when a hypothesis does not hold, 130 after Ctrl-C. */
export async function runCompare(options: CompareCommandOptions): Promise<void> {
  if (options.list) {
    return printList(options);
  }
  if (options.from) {
    return compareJournals(options.from, options);
  }
  if (options.aws && options.artifact) {
    throw new UserMistake("--artifact takes part in the lab only.", "Leave out --aws or --artifact.");
  }
  const chosen = await chooseExperiments(options.experiment);
  const signal = endSignals();
  try {
    await runExperiments(chosen, options, signal);
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    note(
      "\nEnded early; everything that was started is ended, and nothing was written for the unfinished experiment.",
    );
    process.exitCode = endedBySignal;
  }
}

async function runExperiments(chosen: Experiment[], options: CompareCommandOptions, signal: AbortSignal) {
  if (!options.aws && !options.asBuilt) {
    await ensureBuilt(note, signal);
  }
  const contestants = options.aws ? deployedContestants() : labContestants(options.artifact);
  const versions = await projectVersions();
  const outcomes: CompareOutcome[] = [];
  const journals: Journal[] = [];
  for (const experiment of chosen) {
    const skipped = options.aws ? labOnlyReason(experiment) : undefined;
    if (skipped !== undefined) {
      note(skipped);
      continue;
    }
    const journal = await compare({
      contestants,
      versions,
      experiment,
      rounds: options.rounds,
      aws: options.aws ?? false,
      onProgress: progressDisplay(experiment.name, options.rounds, process.stderr),
      signal,
      ...(options.rate === undefined ? {} : { ratePerSecond: options.rate }),
    });
    const files = await writeJournalAndReport(options.out, journal);
    outcomes.push({ experiment: experiment.name, held: journal.held, verdict: journal.verdict, ...files });
    journals.push(journal);
    if (!options.json && !options.markdown) {
      process.stdout.write(
        `${terminalSummary(journal)}\nreport  ${files.report}\njournal ${files.journal}\n`,
      );
    }
  }
  if (options.json) {
    printJson(outcomes);
  } else if (options.markdown && journals.length > 0) {
    process.stdout.write(markdownTable(journals));
  }
  if (outcomes.length === 0) {
    throw new UserMistake("No experiment was run: all of them need the lab.");
  }
  if (outcomes.some(({ held }) => !held)) {
    process.exitCode = 1;
  }
}

async function chooseExperiments(names: string[]): Promise<Experiment[]> {
  if (names.includes("all")) {
    return [...experiments];
  }
  return await Promise.all(names.map((name) => loadExperiment(name, experimentActionSchema)));
}

async function compareJournals(
  files: string[],
  { out, json, markdown }: CompareCommandOptions,
): Promise<void> {
  const sources = await Promise.all(
    files.map(async (file) => ({ journal: await readJournal(file), label: basename(file, ".json") })),
  );
  if (markdown) {
    process.stdout.write(markdownTable(sources.map(({ journal }) => journal)));
    return;
  }
  const report = await writeCombinedReport(out, sources);
  if (json) {
    return printJson({ report, verdicts: sources.map(({ journal }) => journal.verdict) });
  }
  for (const { journal, label } of sources) {
    process.stdout.write(`\n${label}${terminalSummary(journal)}\n`);
  }
  process.stdout.write(`\nreport  ${report}\n`);
}

function printList({ json }: CompareCommandOptions): void {
  if (json) {
    printJson(experiments.map(({ name, title, question }) => ({ name, title, question })));
    return;
  }
  const width = Math.max(...experiments.map(({ name }) => name.length));
  for (const { name, question } of experiments) {
    process.stdout.write(`${name.padEnd(width)}  ${question}\n`);
  }
}
