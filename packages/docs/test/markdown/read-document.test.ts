import { expect, test } from "vitest";
import { readDocument } from "../../src/markdown/read-document.ts";

test("text in a code block is not a link, a heading or inline code", () => {
  const document = readDocument("```sh\n# not a heading `not code` [not](a-link)\n```");
  expect(document).toMatchObject({ links: [], inlineCodes: [] });
  expect(document.anchors.size).toBe(0);
});

test("headings with the same name get anchors as on GitHub", () => {
  expect([...readDocument("# Two words\n\n## Two words\n\n## `code` & more").anchors]).toEqual([
    "two-words",
    "two-words-1",
    "code--more",
  ]);
});

test("tables are read cell by cell, with their first line", () => {
  expect(readDocument("text\n\n| a | b |\n|---|---|\n| `x` | y |").tables).toEqual([
    { line: 3, header: ["a", "b"], rows: [["x", "y"]] },
  ]);
});

test("images and links in HTML count as links", () => {
  expect(readDocument('<p><img src="a.png"></p>').links).toEqual([{ line: 1, url: "a.png", text: "" }]);
});
