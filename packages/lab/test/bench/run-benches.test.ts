import { expect, test } from "vitest";
import type { Bench } from "../../src/bench/bench.ts";
import { benchTable } from "../../src/bench/bench-table.ts";
import { benches } from "../../src/bench/registry.ts";
import { chooseBenches, runBenches } from "../../src/bench/run-benches.ts";

const row = { label: "speed", unit: "pages/s", median: 1_234.5, min: 1_000, max: 2_000, rounds: 3 };
const measured: Bench = { name: "measured", title: "Measures", run: async () => [row] };
const missing: Bench = {
  name: "missing",
  title: "Misses its goal",
  run: async () => [{ ...row, goal: { text: "at least 9,000", met: false } }],
};
const skipped: Bench = {
  name: "skipped",
  title: "Cannot run here",
  unavailable: async () => "needs a tool",
  run: () => Promise.reject(new Error("must not run")),
};
const crashing: Bench = { name: "crashing", title: "Crashes", run: () => Promise.reject(new Error("bang")) };
const long: Bench = { name: "long", title: "Takes minutes", minutes: 6, run: async () => [row] };
const all = [measured, crashing, missing, skipped, long];

async function run(names: string[] = [], signal = new AbortController().signal) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const benches = chooseBenches(all, names);
  const outcomes = await runBenches({ benches, signal, print, progress: () => {} });
  return { outcomes, output: lines.join("\n") };
}

test("a bench that crashes is a failure, and the others still run", async () => {
  const { outcomes, output } = await run();
  expect(outcomes.map(({ name, state }) => [name, state])).toEqual([
    ["measured", "measured"],
    ["crashing", "crashed"],
    ["missing", "measured"],
    ["skipped", "skipped"],
  ]);
  expect(output).toContain("crashed: Error: bang");
  expect(output).toContain("skipped: needs a tool");
});

test("a missed goal is shown, and is not a failure", async () => {
  const { outcomes, output } = await run(["missing"]);
  expect(outcomes.map(({ state }) => state)).toEqual(["measured"]);
  expect(output).toContain("at least 9,000");
  expect(output).toContain("MISSED");
  expect(output).toContain("Goals: 0 met, 1 missed.");
});

test("a bench that takes minutes runs only by its name", () => {
  expect(chooseBenches(all, [])).not.toContain(long);
  expect(chooseBenches(all, ["long", "measured"])).toEqual([measured, long]);
});

test("growth stands for all benches of growth", () => {
  const growing: Bench = { ...long, name: "growth-things" };
  expect(chooseBenches([...all, growing], ["growth"])).toEqual([growing]);
});

test("an unknown name is refused before anything runs, with the known names", async () => {
  await expect(run(["measured", "nothing"])).rejects.toThrow(
    "There is no bench nothing. The benches are measured, crashing, missing, skipped, long.",
  );
});

test("after Ctrl-C no further bench is started", async () => {
  const { outcomes } = await run([], AbortSignal.abort());
  expect(outcomes).toEqual([]);
});

test("a table shows median, spread and rounds of each row", () => {
  const table = benchTable([row]);
  for (const text of ["speed", "1,235", "1,000", "2,000", "pages/s", "3"]) {
    expect(table).toContain(text);
  }
});

test("every bench has its own name", () => {
  expect(new Set(benches.map(({ name }) => name)).size).toBe(benches.length);
});
