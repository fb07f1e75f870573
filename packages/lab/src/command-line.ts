import { Command } from "commander";
import { interruptionOf } from "./commands/end-signals.ts";
import { commands } from "./commands/registry.ts";
import { describeError } from "./user-mistake.ts";

/** Runs the verb that the process's arguments name; sets the exit code. */
export async function runCommandLine(): Promise<void> {
  const program = new Command("pnpm lab")
    .description("Soft Landing on this machine: the stack of packages/infra, realised on localhost.")
    .showHelpAfterError("(add --help for what it takes)")
    .enablePositionalOptions();
  for (const command of commands) command(program);
  try {
    await program.parseAsync();
  } catch (error) {
    const interruption = interruptionOf(error);
    if (interruption === undefined) process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = interruption?.exitCode ?? 1;
  }
}
