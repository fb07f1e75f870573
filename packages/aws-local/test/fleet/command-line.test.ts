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
  ["\\a\\b\\f\\n\\r\\t\\v\\s", ["\x07\b\f\n\r\t\v "]],
  ["\\\\ \\' \\\"", ["\\", "'", '"']],
  ["\\x4A\\x4ax \\u00E9x \\U0001F600x \\101x", ["JJx", "éx", "😀x", "Ax"]],
  ["\\U0010FFFF", ["\u{10ffff}"]],
  ["\\U00110000 \\x00 \\000 \\108", ["\\U00110000", "\\x00", "\\000", "\\108"]],
  ["\\x01 q\\xzz \\u12", ["\x01", "q\\xzz", "\\u12"]],
  ["'a\\sb' \"c\\x41\"", ["a b", "cA"]],
  ["'a''b' \"\"", ["ab", ""]],
  ["a\nb", ["a", "b"]],
  ["", []],
])("%j is split into %j", (line, expected) => {
  expect(splitWords(line)).toEqual(expected);
});

test.each([
  ["'a", "a ' is not closed"],
  ['a "b', 'a " is not closed'],
  ["'a\"", "a ' is not closed"],
  ["a\\", "it ends in a backslash"],
  ["'a\\'", "a ' is not closed"],
])("%j cannot be read: %s", (line, message) => {
  expect(() => splitWords(line)).toThrow(CommandLineFault);
  expect(() => splitWords(line)).toThrow(expect.objectContaining({ name: "CommandLineFault", message }));
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
  [braced("constructor"), [""]],
  ["$2A", ["$2A"]],
  ["$A-", ["$A-"]],
  ["$A1_b", []],
  [braced("2A"), [braced("2A")]],
  ["$$$$x", ["$$x"]],
  [`$${braced("EMPTY")}$`, [`${"$"}${"{EMPTY}"}$`]],
])(
  "the word %j becomes %j: a variable is split only if it is the whole word, and its value is not expanded again",
  (word, expected) => {
    const environment = { A: "one  two", B: `$A ${braced("A")}`, EMPTY: "" };
    expect(replaceVariables([word], environment)).toEqual(expected);
  },
);
