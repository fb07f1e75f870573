import { type FindOption, type LabCommand, withFindOption } from "./lab-command.ts";

/** The options of `walkthrough` as the command line gives them. */
export interface WalkthroughCommandOptions extends FindOption {
  running?: boolean;
  artifact?: string;
  aws?: boolean;
  json?: boolean;
  asBuilt?: boolean;
}

export const walkthroughCommand: LabCommand = (program) => {
  withFindOption(
    program
      .command("walkthrough")
      .description(
        "Every step of the story, done and checked, a line each; exit 1 at the first that deviates.",
      )
      .option("--running", "on the lab that runs, instead of one of its own")
      .option("--artifact <file>", "the expert's way: your own packed artifact in place of error-handling")
      .option("--aws", "on the deployed stacks basic and error-handling; their switches are put back")
      .option("--json", "print the outcomes as JSON")
      .option("--as-built", "take artifacts and graphs as they are, without building first"),
  ).action(async (options: WalkthroughCommandOptions) => {
    const { runWalkthroughCommand } = await import("./run-walkthrough.ts");
    await runWalkthroughCommand(options);
  });
};
