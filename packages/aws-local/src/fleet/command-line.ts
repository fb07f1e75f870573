/**
 * systemd's command lines: systemd.service(5), "Command lines", and systemd.syntax(7), "Quoting".
 */

/** A word of a command line. Variables in it are still to be replaced. */
export type Word = string;

/** Thrown if systemd could not read the line either. The message follows the line itself. */
export class CommandLineFault extends Error {
  override name = "CommandLineFault";
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  s: " ",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

const numericEscape = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})/y;

/** Splits a line into its words, without quotes and escapes. @throws CommandLineFault for a quote that does not close */
export function splitWords(line: string): Word[] {
  const words: Word[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (character === "\\") {
      const { text, length } = escapeAt(line, index + 1);
      word = (word ?? "") + text;
      index += length;
    } else if (quote !== undefined) {
      if (character === quote) {
        quote = undefined;
      } else {
        word += character;
      }
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) {
        words.push(word);
        word = undefined;
      }
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) {
    throw new CommandLineFault(`a ${quote} is not closed`);
  }
  return word === undefined ? words : [...words, word];
}

function escapeAt(line: string, start: number): { text: string; length: number } {
  const character = line.charAt(start);
  if (character === "") {
    throw new CommandLineFault("it ends in a backslash");
  }
  const plain = escapes[character];
  if (plain !== undefined) {
    return { text: plain, length: 1 };
  }
  numericEscape.lastIndex = start;
  const match = numericEscape.exec(line);
  const [found = "", byte, short, long, octal] = match ?? [];
  const code = Number.parseInt(byte ?? short ?? long ?? octal ?? "", octal === undefined ? 16 : 8);
  if (code > 0 && code <= 0x10ffff) {
    return { text: String.fromCodePoint(code), length: found.length };
  }
  // systemd warns of an unknown escape and keeps it.
  return { text: `\\${character}`, length: 1 };
}

/**
 * Replaces variables as systemd does when it starts a command: `$NAME` as a separate word is split at spaces,
 * `${NAME}` stays one word, `$$` is a dollar, and a variable that is not set is empty.
 */
export function replaceVariables(
  words: readonly Word[],
  environment: Readonly<Record<string, string>>,
): string[] {
  const lookUp = (name: string) => (Object.hasOwn(environment, name) ? (environment[name] ?? "") : "");
  return words.flatMap((word) => {
    const whole = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word)?.[1];
    if (whole !== undefined) {
      return lookUp(whole)
        .split(/\s/)
        .filter((part) => part !== "");
    }
    return [
      word.replaceAll(/\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_all, name: string | undefined) =>
        name === undefined ? "$" : lookUp(name),
      ),
    ];
  });
}
