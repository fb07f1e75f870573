import { globSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../src/markdown/read-document.ts";
import { readRepositoryFile, repositoryRoot } from "../../src/repository.ts";
import { declaredTests } from "./declared-tests.ts";

/** A `describe` with such a title promises that its tests are AWS's behaviour. */
const mark = /\bas on AWS\b/;

const declared = globSync("{packages,examples}/*/test/**/*.{test,system}.ts", {
  cwd: repositoryRoot,
}).flatMap((file) => declaredTests(file, readRepositoryFile(file)));
const document = readDocument(readRepositoryFile("docs/fidelity.md"));
const proofs = document.links
  .filter(({ url }) => /\.(test|system)\.ts$/.test(url))
  .map(({ line, url, text }) => ({ line, key: `${posix.join("docs", url)} > ${text}` }));
const keyOf = ({ file, name }: { file: string; name: string }) => `${file} > ${name}`;

describe("docs/fidelity.md", () => {
  test("names an existing test in every row", () => {
    const known = new Set(declared.map(keyOf));
    expect(proofs.filter(({ key }) => !known.has(key))).toEqual([]);
    const rows = document.tables.filter(({ header }) => header.includes("Proof")).flatMap(({ rows }) => rows);
    expect(new Set(proofs.map(({ line }) => line)).size).toBe(rows.length);
  });

  test("has a row for every test of AWS's behaviour", () => {
    const proven = new Set(proofs.map(({ key }) => key));
    const marked = declared.filter(({ describes }) => describes.some((title) => mark.test(title)));
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.map(keyOf).filter((key) => !proven.has(key))).toEqual([]);
  });
});

describe("reading a test file", () => {
  test("finds tests in tables and conditional blocks, with the titles around them", () => {
    const source = `
      describe.skipIf(no)("outer as on AWS", () => {
        describe("inner", () => {
          it.each([["a(\\")"]])("plain %s", () => {});
          test("another", () => {});
        });
      });
      it(\`alone\`, () => {});`;
    expect(declaredTests("x.test.ts", source)).toEqual([
      { file: "x.test.ts", describes: ["outer as on AWS", "inner"], name: "plain %s" },
      { file: "x.test.ts", describes: ["outer as on AWS", "inner"], name: "another" },
      { file: "x.test.ts", describes: [], name: "alone" },
    ]);
  });
});
