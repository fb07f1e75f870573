import { expect, test } from "vitest";
import { readDocument } from "../../src/markdown/read-document.ts";
import { readRecordedGraph } from "../../src/recorded-graph.ts";
import { configTable, outputTable } from "../../src/reference/reference-tables.ts";

test("a config key is told with type, default and description; what is empty by default stays empty", () => {
  const table = configTable(`
config:
  build: { type: string, default: basic, description: What is served. }
  zones: { type: array, default: [], description: "This | or that." }
`);
  expect(readDocument(table).tables[0]?.rows).toEqual([
    ["build", "string", '"basic"', "What is served."],
    ["zones", "array", "", "This | or that."],
  ]);
});

test("a config key without a description is an error, not a gap", () => {
  expect(() => configTable("config:\n  build: { type: string, default: basic }")).toThrow("description");
});

test("every output that a recorded stack has is told, and no other", () => {
  const told = readDocument(outputTable()).tables[0]?.rows.map(([name]) => name);
  expect(told?.sort()).toEqual(Object.keys(readRecordedGraph("basic").outputs).sort());
});
