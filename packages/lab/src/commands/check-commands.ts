import { examples } from "./examples.ts";
import { type LabCommand, withFindOption } from "./lab-command.ts";
import type { ConformanceOptions, WalkthroughOptions } from "./run-check-commands.ts";

const load = () => import("./run-check-commands.ts");

/** Ends with 1 if a step fails, which ends the walkthrough, or if a check fails. */
export const addCommands: LabCommand = (program) => {
  withFindOption(
    program
      .command("walkthrough")
      .description("Do and check every step of the story. Exit code 1 at the first step that fails.")
      .option("--running", "on the running lab, instead of its own lab")
      .option("--stack <name>", "with --running: the stack to start or end with, if Pulumi deployed several")
      .option("--artifact <file>", "your own packed artifact instead of the error-handling build")
      .option("--aws", "on the deployed stacks basic and error-handling; their switches are restored")
      .option("--json", "print the outcomes as JSON")
      .option("--as-built", "use artifacts and graphs as they are, without building first"),
  )
    .addHelpText(
      "after",
      examples(
        ["pnpm lab walkthrough", "In its own lab, which ends with it."],
        ["pnpm lab walkthrough --running", "In the running lab. The console shows each step."],
      ),
    )
    .action(async (options: WalkthroughOptions) => (await load()).walkThrough(options));
  withFindOption(
    program
      .command("conformance")
      .description("Check that the lab behaves like AWS, through HTTP and the AWS SDK only.")
      .option("--stack <name>", "which stack; by default basic, or the running lab's only one")
      .option("--aws", "the deployed stack instead of a lab, at most 20 requests/s; the switch is restored")
      .option("--running", "the running lab instead of its own lab")
      .option("--json", "print the outcome as JSON")
      .option("--as-built", "use artifacts and graphs as they are, without building first"),
  )
    .addHelpText(
      "after",
      examples(
        ["pnpm lab conformance", "Compare the lab with AWS's documents."],
        ["pnpm lab conformance --aws --stack basic", "The same checks against AWS."],
      ),
    )
    .action(async (options: ConformanceOptions) => (await load()).checkConformance(options));
};
