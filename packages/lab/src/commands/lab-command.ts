import { type Command, InvalidArgumentError, Option } from "commander";

/** Adds the commands of a file to the command line. command-line.ts lists the files. */
export type LabCommand = (program: Command) => void;

/** The option that chooses between several running labs. */
export interface FindOption {
  consolePort?: number;
}

export function findOption(): Option {
  return new Option("--console-port <port>", "the lab's console port, when several labs run").argParser(
    parsePort,
  );
}

export function withFindOption(command: Command): Command {
  return command.addOption(findOption());
}

/** The option that chooses between several stacks of one lab. */
export interface StackOption {
  stack?: string;
}

export function withStackOption(command: Command): Command {
  return command.option("--stack <name>", "the stack, when the lab has several");
}

/** An option's value as a port, 0 for a free one. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) {
    return port;
  }
  throw new InvalidArgumentError("Give a port from 0 to 65535; 0 picks a free one.");
}

/** Prints a value as JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints a line for the user on standard error, which machines do not read. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
