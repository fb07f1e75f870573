import { type Command, InvalidArgumentError } from "commander";

/** Adds a file's verbs to the command line; the files are listed in command-line.ts. */
export type LabCommand = (program: Command) => void;

/** The option by which a verb chooses between several running labs. */
export interface FindOption {
  consolePort?: number;
}

export function withFindOption(command: Command): Command {
  return command.option("--console-port <port>", "the lab's console port, when several labs run", parsePort);
}

/** The option by which a verb chooses between several stacks of one lab. */
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

/** Prints a value as JSON, for machines. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A line for the person that no machine reads. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
