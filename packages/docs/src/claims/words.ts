/** Words that a text should not use: the line they start at, the words, and what to write instead. */
export interface Wording {
  line: number;
  words: string;
  instead: string;
}

/** Words that have no good use in this repository. A space also matches the end of a line. */
const wrongWords: readonly { words: RegExp; instead: string }[] = [
  {
    words: /(?<!\b[Tt]here )\b(?:is|are|was|were) no (?!(?:longer|more|less|fewer|better|worse)\b)\w+/g,
    instead: 'write "is not a …" or "has no …"',
  },
  { words: /\banew\b/g, instead: "again" },
  { words: /\b[Ww]hoever\b/g, instead: "the person or the program that does it, by its name" },
  { words: /\ball the same\b/g, instead: "anyway" },
  { words: /\b[Ll]ikewise\b/g, instead: "also" },
  { words: /\b[Ww]hat stands\b/g, instead: "what is there, or the thing's name" },
  { words: /\bas (?:it stands|they stand)\b/g, instead: "as it is" },
  { words: /\bstands? (?:once|written)\b/g, instead: "is" },
  { words: /\bin (?:its|their|his|her) hands?\b/g, instead: "say what has it" },
  { words: /\ba word on\b/g, instead: "say what it says" },
  { words: /\bknows? nothing of\b/g, instead: 'write "does not know"' },
  { words: /\bof yours\b/g, instead: "your" },
  { words: /\bbe told(?! apart)\b/g, instead: 'write "is set", "is configured" or "is known"' },
  { words: /\b(?:becomes?|became|comes|came) of (?=it\b|one\b|a\b|the\b)/g, instead: "what happens to it" },
  { words: /\bbut for\b/g, instead: "except" },
  { words: /\b[Mm]end(?:s|ed|ing)?\b/g, instead: "fix" },
  { words: /\bbe had\b/g, instead: 'write "is available"' },
  { words: /\bheld against\b/g, instead: "compared with" },
  { words: /\bgiven leave\b/g, instead: "allowed" },
  { words: /\bfares\b/g, instead: "say what happens" },
  { words: /\bas ever\b/g, instead: "as before" },
];

/**
 * Finds literary words, and words translated from German, in a document or in source code, where people read
 * comments and strings. The list is short and our own: Vale's packages on npm and PyPI only download its
 * program and its styles from elsewhere.
 *
 * @param text the whole file; code does not contain these words by chance
 */
export function wrongWordsIn(text: string): Wording[] {
  const prose = text.replaceAll(commentMark, "\n");
  return wrongWords
    .flatMap(({ words, instead }) =>
      [...prose.matchAll(acrossLines(words))].map((match) => ({
        line: prose.slice(0, match.index).split("\n").length,
        words: match[0].replaceAll(/\s+/g, " "),
        instead,
      })),
    )
    .sort((one, other) => one.line - other.line);
}

/** The beginning of a line in a comment or a quotation. */
const commentMark = /\n[ \t]*(?:\*(?!\/)|\/\/|>)/g;

function acrossLines(words: RegExp): RegExp {
  return new RegExp(words.source.replaceAll(" ", "\\s+"), words.flags);
}
