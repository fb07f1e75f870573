import fc from "fast-check";
import { expect, test } from "vitest";
import { CommandLineFault, replaceVariables, splitWords } from "../../src/fleet/command-line.ts";

test.each<[string, string[]]>([
  ["a b  c", ["a", "b", "c"]],
  ["  a\tb ", ["a", "b"]],
  ['"a b" c', ["a b", "c"]],
  ["'a \"b\"' ''", ['a "b"', ""]],
  ['a"b c"d', ["ab cd"]],
  ["a\\sb \\x41\\u00e9\\101", ["a b", "AéA"]],
  ["tab\\there", ["tab\there"]],
  ["\\q \\x4", ["\\q", "\\x4"]],
  ["", []],
])("%j is split into %j", (line, expected) => {
  expect(splitWords(line)).toEqual(expected);
});

test.each(["'a", 'a "b', "a\\"])("%j cannot be read", (line) => {
  expect(() => splitWords(line)).toThrow(CommandLineFault);
});

test("words that are quoted and joined are split into the same words", () => {
  const quoted = (word: string) => `"${word.replaceAll(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (words) => {
      expect(splitWords(words.map(quoted).join(" "))).toEqual(words);
    }),
  );
});

const braced = (name: string) => `\${${name}}`;

test.each<[string, string[]]>([
  ["$A", ["one", "two"]],
  [braced("A"), ["one  two"]],
  [`x${braced("A")}y`, ["xone  twoy"]],
  ["x$A", ["x$A"]],
  ["$B", ["$A", braced("A")]],
  ["$$A", ["$A"]],
  ["$EMPTY", []],
  [braced("EMPTY"), [""]],
  [braced("UNSET"), [""]],
  ["$constructor", []],
])(
  "the word %j becomes %j: a variable is split only if it is the whole word, and its value is not expanded again",
  (word, expected) => {
    const environment = { A: "one  two", B: `$A ${braced("A")}`, EMPTY: "" };
    expect(replaceVariables([word], environment)).toEqual(expected);
  },
);
