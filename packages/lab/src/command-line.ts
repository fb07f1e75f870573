import { describeError } from "@soft-landing/shared/user-mistake";
import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { interruptionOf } from "./commands/end-signals.ts";
import type { LabCommand } from "./commands/lab-command.ts";

/** A file of commands/ and the verbs that it adds. */
interface CommandFile {
  verbs: readonly string[];
  load(): Promise<{ addCommands: LabCommand }>;
}

/** Disturbances bring their own verbs. */
const actionFile: CommandFile = { verbs: [], load: () => import("./commands/actions.ts") };

/** Every verb, in the order of `pnpm lab --help`. A new one is a line here and its file. */
const commandFiles: readonly CommandFile[] = [
  { verbs: ["up"], load: () => import("./commands/up.ts") },
  { verbs: ["down"], load: () => import("./commands/down.ts") },
  { verbs: ["status"], load: () => import("./commands/status.ts") },
  { verbs: ["logs"], load: () => import("./commands/logs.ts") },
  { verbs: ["env"], load: () => import("./commands/env.ts") },
  { verbs: ["switch"], load: () => import("./commands/switch.ts") },
  actionFile,
  { verbs: ["walkthrough", "conformance"], load: () => import("./commands/check-commands.ts") },
  { verbs: ["compare"], load: () => import("./commands/compare.ts") },
  { verbs: ["bench"], load: () => import("./commands/bench.ts") },
];

/** Runs the verb that the process's arguments name; sets the exit code. */
export async function runCommandLine(): Promise<void> {
  const args = withVerb(process.argv.slice(2));
  const program = await commandLineFor(args[0]);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    const interruption = interruptionOf(error);
    if (interruption === undefined) {
      process.stderr.write(`${describeError(error)}\n`);
    }
    process.exitCode = interruption?.exitCode ?? 1;
  }
}

/**
 * The command line with this verb alone, because what one verb needs would slow the start of another. With every verb where this is
 * none, so that the help and the guess at a misspelt one know them all.
 */
export async function commandLineFor(verb?: string): Promise<Command> {
  const program = await commandLine([
    commandFiles.find(({ verbs }) => verbs.includes(verb ?? "")) ?? actionFile,
  ]);
  return program.commands.some((command) => command.name() === verb)
    ? program
    : await commandLine(commandFiles);
}

async function commandLine(files: readonly CommandFile[]): Promise<Command> {
  const program = new Command("pnpm lab")
    .description("Soft Landing on this machine. Without a command it starts the lab, as `up` does.")
    .version(manifest.version, "--version", "print the version")
    .showHelpAfterError("(add --help for its options)")
    .configureHelp({ minWidthToWrap: 20 })
    .enablePositionalOptions();
  for (const { load } of files) {
    (await load()).addCommands(program);
  }
  return program;
}

/** These stand without a verb; every other option is one of `up`. */
const optionsWithoutVerb = new Set(["-h", "--help", "--version"]);

/** With no verb, `up`. Not commander's default command: that takes a misspelt verb for an argument of `up`. */
function withVerb(args: string[]): string[] {
  const [first] = args;
  const noVerb = first === undefined || (first.startsWith("-") && !optionsWithoutVerb.has(first));
  return noVerb ? ["up", ...args] : args;
}
