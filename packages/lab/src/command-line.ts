import { describeError, UserMistake } from "@soft-landing/shared/user-mistake";
import { Command, CommanderError, Help } from "commander";
import manifest from "../package.json" with { type: "json" };
import { interruptionOf } from "./commands/end-signals.ts";
import type { LabCommand } from "./commands/lab-command.ts";

/** A file of commands/ and the commands that it adds. */
interface CommandFile {
  verbs: readonly string[];
  load(): Promise<{ addCommands: LabCommand }>;
}

/** Disturbances have their own commands. */
const actionFile: CommandFile = { verbs: [], load: () => import("./commands/actions.ts") };

/** Every command, in the order of `pnpm lab --help`. A new command is a line here and its file. */
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

/** Runs the command that the arguments name, after the program's own name. Sets the process's exit code. */
export async function runCommandLine(given: readonly string[]): Promise<void> {
  const args = withVerb(given);
  const program = await commandLineFor(args[0]);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    // Commander has printed its message, or the help.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    const interruption = interruptionOf(error);
    if (interruption === undefined) {
      const text = describeError(error);
      process.stderr.write(`${error instanceof UserMistake ? wrapped(text) : text}\n`);
    }
    process.exitCode = interruption?.exitCode ?? 1;
  }
}

/** A reader of the process's output, such as `head`, may leave before the end. */
export function allowBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") {
        throw error;
      }
    });
  }
}

/**
 * The command line with this command only, because loading all of them would slow each start. If there is no
 * such command, the command line with all of them, for the help and for suggestions after a typing error.
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
    .configureOutput({ outputError: (text, write) => write(wrapped(text)) })
    .exitOverride()
    .enablePositionalOptions();
  for (const { load } of files) {
    (await load()).addCommands(program);
  }
  return program;
}

/** An error with lines that fit the terminal, broken at spaces. Unchanged if it does not go to a terminal. */
function wrapped(text: string): string {
  const { columns } = process.stderr;
  if (columns === undefined) {
    return text;
  }
  const help = new Help();
  return text.replaceAll(/^( *)(.+)$/gm, (_line, indent: string, words: string) =>
    help.boxWrap(words, Math.max(20, columns - indent.length)).replaceAll(/^/gm, indent),
  );
}

/** These are valid without a command. Every other option belongs to `up`. */
const optionsWithoutVerb = new Set(["-h", "--help", "--version"]);

/**
 * Without a command: `up`. Not commander's default command, which takes a misspelt command for an argument of
 * `up`.
 */
function withVerb(args: readonly string[]): string[] {
  const [first] = args;
  const noVerb = first === undefined || (first.startsWith("-") && !optionsWithoutVerb.has(first));
  return noVerb ? ["up", ...args] : [...args];
}
