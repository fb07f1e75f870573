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
import { InvalidArgumentError, Option } from "commander";
import { findLab } from "../client/find-lab.ts";
import { labOnlyReason } from "../compare/aws-subject.ts";
import { deployedContestants, labContestants, runningContestants } from "../compare/contestants.ts";
import { experimentActionSchema } from "../disturbances/registry.ts";
import { findCustomArtifact } from "../program/custom-artifact.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { projectVersions } from "../program/versions.ts";
import { untilInterrupted } from "./end-signals.ts";
import { examples } from "./examples.ts";
import { type FindOption, findOption, type LabCommand, note, printJson } from "./lab-command.ts";
import { prepareFolder } from "./prepare-folder.ts";
import { twoColumns } from "./two-columns.ts";

interface CompareOptions extends FindOption {
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

/** The folder for journals and reports, unless `--out` names another. */
const defaultFolder = "reports";

/** Ends with 1 when a hypothesis does not hold. */
export const addCommands: LabCommand = (program) => {
  program
    .command("compare")
    .description(
      "Run the builds side by side: the same load and the same fault at the same time, in one report.",
    )
    .option("--experiment <names...>", "experiments by name, `all`, or your own .ts or .json file", [
      "dependency-off",
    ])
    .option("--list", "list the experiments")
    .option(
      "--rounds <n>",
      "how often to run each experiment; the order of the builds alternates",
      parseRounds,
      1,
    )
    .option("--rate <n>", "requests per second to each build", parseRate)
    .option("--artifact <file>", "your own packed artifact as an extra build; it runs with your permissions")
    .addOption(
      new Option(
        "--from <journals...>",
        "run nothing, and show the journals of earlier runs side by side",
      ).conflicts(["list", "rate", "artifact", "aws", "running"]),
    )
    .option(
      "--out <folder>",
      `where to write journals and reports (default: ${defaultFolder}); with --from, write one report of all runs`,
    )
    .addOption(
      new Option("--aws", "on the deployed stacks named after the builds, at most 20 requests/s").conflicts(
        "artifact",
      ),
    )
    .addOption(
      new Option(
        "--running",
        "on the stacks that Pulumi deployed to the running lab, one for each build",
      ).conflicts(["artifact", "aws"]),
    )
    .addOption(findOption().implies({ running: true }))
    .option("--markdown", "print the figures as a Markdown table; with --from, those of earlier runs")
    .option("--json", "print the outcome as JSON")
    .option("--as-built", "use artifacts and graphs as they are, without building first")
    .addHelpText(
      "after",
      examples(
        ["pnpm lab compare", "The dependency fails: one round of dependency-off."],
        [
          "pnpm lab compare --experiment all --rounds 5",
          "All experiments, five rounds each. This takes long.",
        ],
        ["pnpm lab compare --experiment ./mine.ts", "Your own question."],
        ["pnpm lab compare --from reports/*.json --markdown", "The figures of earlier runs as a table."],
      ),
    )
    .action(runCompare);
};

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 100) {
    return rounds;
  }
  throw new InvalidArgumentError("Give a whole number from 1 to 100.");
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (rate >= 1 && rate <= 1000) {
    return rate;
  }
  throw new InvalidArgumentError("Give requests per second, from 1 to 1000.");
}

async function runCompare(options: CompareOptions): Promise<void> {
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
  const { aws, running, asBuilt, rounds, json, markdown, out = defaultFolder } = options;
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
