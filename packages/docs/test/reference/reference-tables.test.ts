import { expect, test } from "vitest";
import { readDocument } from "../../src/markdown/read-document.ts";
import { readRecordedGraph } from "../../src/recorded-graph.ts";
import { configTable, outputTable } from "../../src/reference/reference-tables.ts";

test("a config key is listed with default and description; an empty default stays empty, and Pulumi's own keys are left out", () => {
  const table = configTable(`
config:
  pulumi:autonaming: { value: { pattern: x } }
  build: { default: basic, description: What is served. }
  zones: { default: [], description: "This | or that." }
`);
  expect(readDocument(table).tables[0]?.rows).toEqual([
    ["build", '"basic"', "What is served."],
    ["zones", "", "This | or that."],
  ]);
});

test("a config key without a description is an error, not a gap", () => {
  expect(() => configTable("config:\n  build: { default: basic }")).toThrow("description");
});

test("exactly the outputs of a recorded stack are listed", () => {
  const told = readDocument(outputTable()).tables[0]?.rows.map(([name]) => name);
  expect(told?.sort()).toEqual(Object.keys(readRecordedGraph("basic").outputs).sort());
});
