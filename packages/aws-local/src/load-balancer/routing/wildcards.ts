/** Tells whether a text matches a pattern of a listener rule. */
export type TextMatcher = (text: string) => boolean;

/** A part of a pattern: a character, or a wildcard. */
type Token = { kind: "character"; character: string } | { kind: "any" } | { kind: "one" };

export interface WildcardOptions {
  caseSensitive: boolean;
  /** A backslash takes the next character as it is: `\*` is an asterisk. */
  escapes?: boolean;
}

/**
 * Reads a pattern in which `*` stands for any number of characters and `?` for exactly one. Takes at most as many
 * steps as the text and the pattern are long, multiplied: no text can make it slow.
 */
export function wildcardMatcher(
  pattern: string,
  { caseSensitive, escapes = false }: WildcardOptions,
): TextMatcher {
  const tokens = tokensOf(caseSensitive ? pattern : lowered(pattern), escapes);
  return (text) => matches(tokens, caseSensitive ? text : lowered(text));
}

/** How many wildcards a pattern holds: AWS limits them for each rule. */
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

/** Where a part behind `*` does not fit, that `*` takes one character more; what an earlier one takes never matters again. */
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

/** Of ASCII letters alone: one character never becomes two. */
function lowered(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
