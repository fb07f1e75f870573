import type { LabCommand } from "./lab-command.ts";

/** The options of `bench` as the command line gives them. */
export interface BenchCommandOptions {
  list?: boolean;
  soak?: boolean;
  json?: boolean;
  asBuilt?: boolean;
}

export const benchCommand: LabCommand = (program) => {
  program
    .command("bench")
    .description("The figures of the README, versions side by side in alternating rounds.")
    .argument("[names...]", "which benches; without a name all but those that take minutes")
    .option("--list", "say which benches there are")
    .option("--soak", "half a million requests: does the heap stay where it was? (minutes)")
    .option("--json", "print the outcome as JSON, for machines")
    .option("--as-built", "take the artifacts as they are, without building first")
    .action(async (names: string[], options: BenchCommandOptions) => {
      // Loaded on demand: what measuring needs would slow every other verb's start.
      const { runBenchCommand } = await import("./run-bench-command.ts");
      await runBenchCommand(names, options);
    });
};
