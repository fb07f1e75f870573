/** Says whether a text matches a pattern of a listener rule. */
export type TextMatcher = (text: string) => boolean;

/** A part of a pattern: a character, or a wildcard. */
type Token = { kind: "character"; character: string } | { kind: "any" } | { kind: "one" };

export interface WildcardOptions {
  caseSensitive: boolean;
  /** A backslash escapes the next character: `\*` is an asterisk. */
  escapes?: boolean;
}

/**
 * Reads a pattern in which `*` stands for any number of characters and `?` for exactly one. Needs at most as
 * many steps as the text's length times the pattern's: no text can make it slow.
 */
export function wildcardMatcher(
  pattern: string,
  { caseSensitive, escapes = false }: WildcardOptions,
): TextMatcher {
  const tokens = tokensOf(caseSensitive ? pattern : lowered(pattern), escapes);
  return (text) => matches(tokens, caseSensitive ? text : lowered(text));
}

/** How many wildcards a pattern has: AWS limits them for each rule. */
export function wildcardsIn(pattern: string, escapes = false): number {
  return tokensOf(pattern, escapes).filter(({ kind }) => kind !== "character").length;
}

function tokensOf(pattern: string, escapes: boolean): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? "";
    if (escapes && character === "\\" && i + 1 < pattern.length) {
      i++;
      tokens.push({ kind: "character", character: pattern[i] ?? "" });
    } else if (character === "*") {
      tokens.push({ kind: "any" });
    } else if (character === "?") {
      tokens.push({ kind: "one" });
    } else {
      tokens.push({ kind: "character", character });
    }
  }
  return tokens;
}

/**
 * If a part after `*` does not fit, that `*` takes one more character. What an earlier one takes no longer
 * matters.
 */
function matches(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let at = 0;
  let star: { token: number; at: number } | undefined;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted?.kind === "any") {
      token++;
      star = { token, at };
    } else if (wanted && (wanted.kind === "one" || wanted.character === text[at])) {
      token++;
      at++;
    } else if (star) {
      star = { token: star.token, at: star.at + 1 };
      token = star.token;
      at = star.at;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every(({ kind }) => kind === "any");
}

/** ASCII letters only: one character never becomes two. */
function lowered(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
