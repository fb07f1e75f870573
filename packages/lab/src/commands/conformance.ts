import { type LabCommand, parsePort } from "./lab-command.ts";
import type { ConformanceCommandOptions } from "./run-conformance-command.ts";

export const conformanceCommand: LabCommand = (program) => {
  program
    .command("conformance")
    .description("Does it behave as AWS? Checks that need only HTTP and the AWS SDK, one line each.")
    .option("--stack <name>", "which stack", "basic")
    .option("--aws", "the deployed stack instead of a lab, at most 20 requests/s; the switch is put back")
    .option("--running", "the running lab instead of one of its own")
    .option("--console-port <port>", "the running lab's console port, when several labs run", parsePort)
    .option("--json", "print the outcome as JSON, for machines")
    .option("--as-built", "take artifacts and graphs as they are, without building first")
    .action(async (options: ConformanceCommandOptions) => {
      // Loaded on demand: the AWS clients would slow every other verb's start.
      const { runConformanceCommand } = await import("./run-conformance-command.ts");
      await runConformanceCommand(options);
    });
};
