import { describeError } from "@soft-landing/shared/user-mistake";
import { Command } from "commander";
import { interruptionOf } from "./commands/end-signals.ts";
import { commands } from "./commands/registry.ts";

/** Runs the verb that the process's arguments name; sets the exit code. */
export async function runCommandLine(): Promise<void> {
  const program = new Command("pnpm lab")
    .description("Soft Landing on this machine: the stack of packages/infra, realised on localhost.")
    .showHelpAfterError("(add --help for what it takes)")
    .enablePositionalOptions();
  for (const command of commands) {
    command(program);
  }
  try {
    await program.parseAsync(withVerb(process.argv.slice(2)), { from: "user" });
  } catch (error) {
    const interruption = interruptionOf(error);
    if (interruption === undefined) {
      process.stderr.write(`${describeError(error)}\n`);
    }
    process.exitCode = interruption?.exitCode ?? 1;
  }
}

/** With no verb, `up`. Not commander's default command: that takes a misspelt verb for an argument of `up`. */
function withVerb(args: string[]): string[] {
  const [first] = args;
  const noVerb = first === undefined || (first.startsWith("-") && first !== "-h" && first !== "--help");
  return noVerb ? ["up", ...args] : args;
}
