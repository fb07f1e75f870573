/** The end of a verb's help: commands as they are typed, and what each does. */
export function examples(...lines: readonly (readonly [command: string, effect: string])[]): string {
  return `\nExamples:\n${lines.map(([command, effect]) => `  ${command}\n      ${effect}\n`).join("")}`;
}
