import { Help } from "commander";

type Style = (text: string) => string;

const indent = " ".repeat(4);
/** The caller may indent the lines by this much. */
const margin = 2;

/**
 * Pairs as lines: in two columns if the terminal has room for them, otherwise each second text below its first. Output that is not
 * a terminal has no width.
 */
export function twoColumns(
  pairs: readonly (readonly [first: string, second: string])[],
  styles: { first: Style; second: Style } = { first: String, second: String },
): string[] {
  const columns = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  const width = Math.max(...pairs.map(([first]) => first.length));
  if (pairs.every(([, second]) => width + 2 + second.length + margin <= columns)) {
    return pairs.map(([first, second]) => `${styles.first(first.padEnd(width))}  ${styles.second(second)}`);
  }
  const help = new Help();
  return pairs.flatMap(([first, second]) => [
    styles.first(first),
    ...help
      .boxWrap(second, Math.max(20, columns - indent.length - margin))
      .split("\n")
      .map((line) => `${indent}${styles.second(line)}`),
  ]);
}
