import { expect, test } from "vitest";
import { differingLists } from "../../src/claims/tables.ts";
import { readDocument } from "../../src/markdown/read-document.ts";

const names = new Set(["build", "artifact"]);

function faults(markdown: string): string[] {
  return differingLists(readDocument(markdown), "config", names).map(({ fault }) => fault);
}

test("a table that lists every name, in any order, is right", () => {
  expect(faults("| config | what |\n|---|---|\n| `artifact` | a |\n| `build` | b |")).toEqual([]);
});

test("a cell may list several names", () => {
  expect(faults("| config | what |\n|---|---|\n| `artifact`, `build` | a |")).toEqual([]);
});

test("a missing name and an invented one are both found", () => {
  expect(faults("| Config | what |\n|---|---|\n| `build` | b |\n| `speed` | c |")).toEqual([
    "artifact is missing",
    "speed does not exist",
  ]);
});

test("another table is ignored", () => {
  expect(faults("| price | what |\n|---|---|\n| x | y |")).toEqual([]);
});
