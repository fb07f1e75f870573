import { InvalidArgumentError } from "commander";
import { examples } from "./examples.ts";
import type { LabCommand } from "./lab-command.ts";
import type { BenchOptions } from "./run-bench.ts";

/** Ends with 1 when a bench crashes. A missed goal is shown, but is not a failure. */
export const addCommands: LabCommand = (program) => {
  program
    .command("bench")
    .description("Measure speed and size: versions side by side in alternating rounds.")
    .argument("[names...]", "which benches; by default all except those that take minutes")
    .option("--list", "list the benches")
    .option(
      "--out <folder>",
      "write each bench's figures, with machine and time, to NAME.json in this folder",
    )
    .option(
      "--minutes <n>",
      "how long lab-soak (default 10) or console-soak (default 30) takes",
      parseMinutes,
    )
    .option("--seed <n>", "the seed of lab-soak's random choices (default 1)", parseSeed)
    .option("--json", "print the outcome as JSON")
    .option("--as-built", "use the artifacts as they are, without building first")
    .addHelpText(
      "after",
      examples(
        ["pnpm lab bench --list", "The list of benches."],
        ["pnpm lab bench balancer", "The load balancer beside HAProxy."],
        ["pnpm lab bench growth", "How cost grows with work: all benches named growth-… (about 20 min)."],
        ["pnpm lab bench lab-soak --minutes 2 --seed 7", "A lab under load that is disturbed at random."],
      ),
    )
    .action(async (names: string[], options: BenchOptions) =>
      (await import("./run-bench.ts")).runBench(names, options),
    );
};

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && minutes >= 1 && minutes <= 600) {
    return minutes;
  }
  throw new InvalidArgumentError("Give minutes from 1 to 600.");
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) {
    return seed;
  }
  throw new InvalidArgumentError("Give a whole number, 0 or more.");
}
