import type { Command } from "commander";
import { parsePort } from "./lab-command.ts";

/** The option by which a verb chooses between several running labs. */
export interface FindOption {
  consolePort?: number;
}

export function withFindOption(command: Command): Command {
  return command.option("--console-port <port>", "the lab's console port, when several labs run", parsePort);
}
