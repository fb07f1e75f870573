import { expect, test } from "vitest";
import { brokenLinks, type Files, missingPaths } from "../../src/claims/paths.ts";
import { readDocument } from "../../src/markdown/read-document.ts";

const files: Files = {
  exists: (path) =>
    ["README.md", "docs/cost.md", "packages/lab/src/cli.js", "packages/*/dist/x.json"].includes(path),
  anchorsOf: () => new Set(["prices"]),
  rootNames: new Set(["README.md", "docs", "packages"]),
};

test.each([
  "[a](cost.md)",
  "[a](../README.md)",
  "[a](cost.md#prices)",
  "[a](#here)\n\n# Here",
  "[a](https://x.test)",
])("the link %s leads somewhere", (markdown) => {
  expect(brokenLinks("docs/index.md", readDocument(markdown), { ...files, exists: () => true })).toEqual([]);
});

test("a link to a folder or a picture is not looked into for headings", () => {
  const unreadable: Files = { ...files, exists: () => true, anchorsOf: () => expect.fail("was read") };
  const markdown = "[a](../packages/lab/src) ![b](picture.png) [c](cost.md)";
  expect(brokenLinks("docs/index.md", readDocument(markdown), unreadable)).toEqual([]);
});

test.each(["[a](gone.md)", "[a](cost.md#gone)", "[a](#gone)", '<img src="gone.png">'])(
  "the link %s leads nowhere",
  (markdown) => {
    expect(brokenLinks("docs/cost.md", readDocument(markdown), files)).toHaveLength(1);
  },
);

test.each([
  ["README.md", "`packages/lab/src/cli.js`"],
  ["README.md", "`packages/<name>/dist/x.json`"],
  ["packages/lab/README.md", "`src/cli.js`"],
  ["README.md", "`GET /healthcheck` and `application/json` and `a/b`"],
])("%s may say %s", (path, markdown) => {
  expect(missingPaths(path, readDocument(markdown), files)).toEqual([]);
});

test.each([
  ["README.md", "`packages/lab/src/gone.ts`"],
  ["README.md", "`docs/`, but `docs/gone.md`"],
  ["packages/lab/README.md", "`src/gone.ts`"],
])("%s may not say %s", (path, markdown) => {
  expect(missingPaths(path, readDocument(markdown), files)).toHaveLength(1);
});
