import { globSync } from "node:fs";
import { sep } from "node:path";
import { describe, expect, test } from "vitest";
import { wrongWordsIn } from "../../src/claims/words.ts";
import { listDocuments, readRepositoryFile, repositoryRoot } from "../../src/repository.ts";

describe("the check", () => {
  test.each([
    ["A string that is no object is refused.", "is no object"],
    ["Bytes that are no request are dropped.", "are no request"],
    ["The table is read anew.", "anew"],
    ["Whoever closes first causes a 502.", "Whoever"],
    ["It fails all the same.", "all the same"],
    ["What stands above.", "What stands"],
    ["Write it as it stands.", "as it stands"],
    ["What a stack may be told.", "be told"],
    ["Nothing of the lab knows nothing of the stack.", "knows nothing of"],
    ["Mend the cause, then try again.", "Mend"],
  ])("finds the words in %j", (text, words) => {
    expect(wrongWordsIn(text)).toEqual([{ line: 1, words, instead: expect.any(String) }]);
  });

  test.each([
    "There is no zone us-east-1z.",
    "The instance is no longer healthy, and the pages are no worse.",
    "So that the two can be told apart.",
    "The builds are the same, all of them.",
    "The instances stand in private subnets.",
    "A recommendation, a commendable one.",
  ])("lets %j pass", (text) => {
    expect(wrongWordsIn(text)).toEqual([]);
  });

  test("finds words across a line break, in a comment too, and names the line of the first", () => {
    const source = "const a = 1;\n/**\n * What it makes is no\n * page.\n */\n// read\n// all the\n// same";
    expect(wrongWordsIn(source).map(({ line, words }) => [line, words])).toEqual([
      [3, "is no page"],
      [7, "all the same"],
    ]);
  });
});

/** The list of words itself. */
const excluded = (path: string) => path === "packages/docs/src/claims/words.ts";

const sources = globSync("packages/*/src/**/*.{ts,tsx}", { cwd: repositoryRoot }).map((path) =>
  path.split(sep).join("/"),
);

test("documents, comments and messages do not use any of the wrong words", () => {
  const found = [...listDocuments(), ...sources]
    .filter((path) => !excluded(path))
    .sort()
    .flatMap((path) =>
      wrongWordsIn(readRepositoryFile(path)).map(
        ({ line, words, instead }) => `${path}:${line}: "${words}": ${instead}`,
      ),
    );
  expect(found).toEqual([]);
});
