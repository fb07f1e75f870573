import { InvalidArgumentError } from "commander";
import type { LabCommand } from "./lab-command.ts";

/** The options of `compare` as the command line gives them. */
export interface CompareCommandOptions {
  experiment: string[];
  rounds: number;
  rate?: number;
  artifact?: string;
  from?: string[];
  out: string;
  aws?: boolean;
  json?: boolean;
  markdown?: boolean;
  list?: boolean;
  asBuilt?: boolean;
}

export const compareCommand: LabCommand = (program) => {
  program
    .command("compare")
    .description(
      "Both builds side by side: the same load and the same fault at the same time, in one report.",
    )
    .option("--experiment <names...>", "experiments by name, `all`, or your own .ts or .json file", [
      "dependency-off",
    ])
    .option("--list", "say which experiments there are")
    .option("--rounds <n>", "how often each is run, with the builds' order alternated", parseRounds, 1)
    .option("--rate <n>", "requests a second to each build", parseRate)
    .option("--artifact <file>", "your own packed artifact as a third column; it runs with your rights")
    .option("--from <journals...>", "run nothing: put the journals of earlier runs side by side")
    .option("--out <directory>", "where journals and reports go", "reports")
    .option("--aws", "the deployed stacks basic and error-handling, at most 20 requests/s")
    .option("--markdown", "print the figures as a Markdown table; with --from of earlier runs")
    .option("--json", "print the outcome as JSON, for machines")
    .option("--as-built", "take artifacts and graphs as they are, without building first")
    .action(async (options: CompareCommandOptions) => {
      // Loaded on demand: what measuring needs would slow every other verb's start.
      const { runCompare } = await import("./run-compare.ts");
      await runCompare(options);
    });
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
  throw new InvalidArgumentError("Give requests a second, from 1 to 1000.");
}
