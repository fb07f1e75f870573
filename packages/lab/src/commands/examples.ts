import type { AddHelpTextContext } from "commander";

/** A command as it is typed, and what it does where the command does not say so itself. */
type Example = readonly [command: string, effect?: string];

const effectIndent = " ".repeat(6);

/** The end of a command's help. What a command does is wrapped as the rest of the help; the command stays on one line, to be copied. */
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
