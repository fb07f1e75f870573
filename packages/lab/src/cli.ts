import { Command } from "commander";
import { commands } from "./commands/registry.ts";
import { describeError } from "./user-mistake.ts";

const program = new Command("pnpm lab")
  .description("Soft Landing on this machine: the stack of packages/infra, realised on localhost.")
  .showHelpAfterError("(add --help for what it takes)")
  .enablePositionalOptions();
for (const command of commands) command(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
