import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../src/conformance/checks/registry.ts";
import { fidelityDocument } from "../../src/conformance/fidelity-document.ts";
import { fidelityFacts } from "../../src/conformance/fidelity-facts.ts";
import { standInFidelities } from "../../src/conformance/fidelity-rows.ts";
import { type DeclaredTest, declaredTests } from "./declared-tests.ts";

const testRoot = join(import.meta.dirname, "..");
const rows = standInFidelities.flatMap((fidelity) => fidelity.rows);

/** A `describe` with such a title promises that its tests are AWS's behaviour, so each must stand in docs/fidelity.md. */
const mark = /\bas on AWS\b/;

let tests: DeclaredTest[];
beforeAll(async () => {
  const files = (await readdir(testRoot, { recursive: true })).filter((file) =>
    /\.(test|system)\.ts$/.test(file),
  );
  const declared = files.map(async (file) =>
    declaredTests(file, await readFile(join(testRoot, file), "utf8")),
  );
  tests = (await Promise.all(declared)).flat();
});

const keyOf = ({ file, name }: { file: string; name: string }) => `${file} > ${name}`;

describe("docs/fidelity.md", () => {
  it("has a test for every row", () => {
    const known = new Set(tests.map(keyOf));
    expect(
      rows.filter(({ test }) => !known.has(keyOf(test))).map(({ id, test }) => `${id}: ${keyOf(test)}`),
    ).toEqual([]);
  });

  it("has a row for every test of AWS's behaviour", () => {
    const proofs = new Set(rows.map(({ test }) => keyOf(test)));
    const marked = tests.filter(({ describes }) => describes.some((title) => mark.test(title)));
    expect(marked.length).toBeGreaterThan(0);
    expect(marked.map(keyOf).filter((key) => !proofs.has(key))).toEqual([]);
  });

  it("has ids that are unique", () => {
    const ids = rows.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("has a row for everything that conformance says it proves", () => {
    const ids = new Set(rows.map(({ id }) => id));
    expect(checks.flatMap(({ proves }) => proves).filter((id) => !ids.has(id))).toEqual([]);
  });

  it("is as generated: otherwise run pnpm --filter @soft-landing/lab fidelity", async () => {
    const text = await readFile(join(testRoot, "../../../docs/fidelity.md"), "utf8");
    expect(text).toBe(fidelityDocument(fidelityFacts()));
  });
});

describe("reading a test file", () => {
  it("finds tests in tables and conditional blocks, with the titles around them", () => {
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
