import { examples } from "./examples.ts";
import { type LabCommand, withFindOption } from "./lab-command.ts";
import type { StatusOptions } from "./run-status.ts";

export const addCommands: LabCommand = (program) => {
  withFindOption(
    program
      .command("status")
      .description("Show targets, instances, the switch, and the load balancer's counts.")
      .option("--aws", "show the deployed stack instead of the lab")
      .option("--stack <name>", "which stack, if there are several; with --aws the default is basic")
      .option("--json", "print as JSON"),
  )
    .addHelpText(
      "after",
      examples(
        ["pnpm lab status", "The status of the running lab."],
        [
          "pnpm lab status --aws --stack error-handling",
          "The status of a stack on AWS, with the counts of the last hour.",
        ],
      ),
    )
    .action(async (options: StatusOptions) => (await import("./run-status.ts")).runStatus(options));
};
