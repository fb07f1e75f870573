import { basename } from "node:path";
import { loadExperiment } from "@soft-landing/experiments/experiments/load-experiment";
import { experiments } from "@soft-landing/experiments/experiments/registry";
import { markdownTable } from "@soft-landing/experiments/report/markdown-table";
import { progressDisplay } from "@soft-landing/experiments/report/progress-display";
import {
  type ReportFiles,
  readJournal,
  writeCombinedReport,
  writeJournalAndReport,
} from "@soft-landing/experiments/report/report-files";
import { terminalSummary } from "@soft-landing/experiments/report/terminal-summary";
import { atRate, type Contestant, compare } from "@soft-landing/experiments/rounds/compare";
import type { Experiment } from "@soft-landing/shared/experiment";
import type { Journal } from "@soft-landing/shared/journal";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { findLab } from "../client/find-lab.ts";
import { labOnlyReason } from "../compare/aws-subject.ts";
import { deployedContestants, labContestants, runningContestants } from "../compare/contestants.ts";
import { experimentActionSchema } from "../disturbances/registry.ts";
import { findCustomArtifact } from "../program/custom-artifact.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { projectVersions } from "../program/versions.ts";
import { untilInterrupted } from "./end-signals.ts";
import { type FindOption, note, printJson } from "./lab-command.ts";
import { prepareFolder, reportsFolder } from "./prepare-folder.ts";
import { twoColumns } from "./two-columns.ts";

export interface CompareOptions extends FindOption {
  experiment: string[];
  rounds: number;
  rate?: number;
  artifact?: string;
  from?: string[];
  out?: string;
  aws?: boolean;
  running?: boolean;
  json?: boolean;
  markdown?: boolean;
  list?: boolean;
  asBuilt?: boolean;
}

export async function runCompare(options: CompareOptions): Promise<void> {
  if (options.list) {
    return printList(options);
  }
  if (options.from) {
    return await compareJournals(options.from, options);
  }
  const chosen = await chooseExperiments(options);
  const artifact =
    options.artifact === undefined ? undefined : (await findCustomArtifact(options.artifact, undefined)).file;
  await untilInterrupted(
    "Stopped early. Everything that was started has ended. Nothing was written for the unfinished experiment.",
    (signal) => runExperiments(chosen, { ...options, ...(artifact && { artifact }) }, signal),
  );
}

/** The experiments at the rate of `--rate`. @throws UserMistake for what cannot run, before anything runs */
async function chooseExperiments({
  experiment: names,
  rate,
  aws,
  running,
}: CompareOptions): Promise<Experiment[]> {
  const chosen = names.includes("all")
    ? experiments
    : await Promise.all(names.map((name) => loadExperiment(name, experimentActionSchema)));
  return chosen
    .filter((experiment) => {
      const isShared = aws || running;
      const skipped = isShared ? labOnlyReason(experiment, aws ? "on AWS" : "in this lab") : undefined;
      if (skipped !== undefined) {
        note(skipped);
      }
      return skipped === undefined;
    })
    .map((experiment) => atRate(experiment, rate, aws ? "aws" : "lab"));
}

/** What `compare --json` prints for each experiment. */
interface CompareOutcome extends ReportFiles {
  experiment: string;
  held: boolean;
  verdict: string;
}

async function runExperiments(
  chosen: readonly Experiment[],
  options: CompareOptions,
  signal: AbortSignal,
): Promise<void> {
  const { aws, running, asBuilt, rounds, json, markdown, out = reportsFolder } = options;
  if (chosen.length === 0) {
    throw new UserMistake("No experiment ran, because each of them needs its own lab.");
  }
  await prepareFolder(out);
  if (!aws && !running && !asBuilt) {
    await ensureBuilt(note, signal);
  }
  const versions = await projectVersions();
  const outcomes: CompareOutcome[] = [];
  const journals: Journal[] = [];
  for (const experiment of chosen) {
    const journal = await compare({
      contestants: await contestantsOf(options),
      versions,
      experiment,
      rounds,
      place: aws ? "aws" : "lab",
      onProgress: progressDisplay(experiment.name, rounds, process.stderr),
      signal,
    });
    const files = await writeJournalAndReport(out, journal);
    const { held, verdict } = journal;
    outcomes.push({ experiment: experiment.name, held, verdict, ...files });
    journals.push(journal);
    if (!json && !markdown) {
      process.stdout.write(
        `${terminalSummary(journal)}\nreport  ${files.report}\njournal ${files.journal}\n`,
      );
    }
  }
  if (json) {
    printJson(outcomes);
  } else if (markdown) {
    process.stdout.write(markdownTable(journals));
  }
  if (outcomes.some(({ held }) => !held)) {
    process.exitCode = 1;
  }
}

async function contestantsOf({ aws, running, artifact, consolePort }: CompareOptions): Promise<Contestant[]> {
  if (running) {
    return await runningContestants((await findLab(consolePort)).control);
  }
  return aws ? deployedContestants() : labContestants(artifact);
}

async function compareJournals(files: string[], { out, json, markdown }: CompareOptions): Promise<void> {
  const sources = await Promise.all(
    files.map(async (file) => ({ journal: await readJournal(file), label: basename(file, ".json") })),
  );
  if (out !== undefined) {
    await prepareFolder(out);
  }
  const report = out === undefined ? undefined : await writeCombinedReport(out, sources);
  if (json) {
    return printJson({ report: report ?? null, verdicts: sources.map(({ journal }) => journal.verdict) });
  }
  if (markdown) {
    return void process.stdout.write(markdownTable(sources.map(({ journal }) => journal)));
  }
  for (const { journal, label } of sources) {
    process.stdout.write(`\n${label}${terminalSummary(journal)}\n`);
  }
  process.stdout.write(
    report === undefined ? "\n--out FOLDER writes one report of all of them.\n" : `\nreport  ${report}\n`,
  );
}

function printList({ json }: CompareOptions): void {
  if (json) {
    printJson(experiments.map(({ name, title, question }) => ({ name, title, question })));
    return;
  }
  const lines = twoColumns(experiments.map(({ name, question }) => [name, question]));
  process.stdout.write(`${lines.join("\n")}\n`);
}
