import type { AddHelpTextContext } from "commander";

/** A command as one types it, and what it does unless that is obvious. */
type Example = readonly [command: string, effect?: string];

const effectIndent = " ".repeat(6);

/**
 * The end of a command's help. What a command does is wrapped like the rest of the help. The command stays on
 * one line, to be copied.
 */
export function examples(...lines: readonly Example[]): (context: AddHelpTextContext) => string {
  return ({ command }) => {
    const help = command.createHelp();
    const width = command.configureOutput().getOutHelpWidth?.() ?? 80;
    const texts = lines.map(([typed, effect]) => {
      const wrapped = effect === undefined ? "" : `${help.boxWrap(effect, width - effectIndent.length)}\n`;
      return `  ${typed}\n${wrapped.replaceAll(/^(?=.)/gm, effectIndent)}`;
    });
    return `\nExamples:\n${texts.join("")}`;
  };
}
