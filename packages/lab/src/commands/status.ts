import { type FindOption, type LabCommand, withFindOption } from "./lab-command.ts";

export interface StatusOptions extends FindOption {
  aws?: boolean;
  stack: string;
  json?: boolean;
}

export const status: LabCommand = (program) => {
  withFindOption(
    program
      .command("status")
      .description("Targets, instances, the switch, and what the load balancer has counted.")
      .option("--aws", "of the deployed stack instead of the lab")
      .option("--stack <name>", "which deployed stack", "basic")
      .option("--json", "print it as JSON"),
  ).action(async (options: StatusOptions) => {
    // The AWS SDK is loaded by those who need it only.
    const { runStatus } = await import("./run-status.ts");
    await runStatus(options);
  });
};
