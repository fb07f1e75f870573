import { InvalidArgumentError, Option } from "commander";
import { examples } from "./examples.ts";
import { findOption, type LabCommand } from "./lab-command.ts";
import { reportsFolder } from "./prepare-folder.ts";
import type { CompareOptions } from "./run-compare.ts";

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
      `where to write journals and reports (default: ${reportsFolder}); with --from, write one report of all runs`,
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
    .action(async (options: CompareOptions) => (await import("./run-compare.ts")).runCompare(options));
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
