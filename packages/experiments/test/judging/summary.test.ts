import type { Round } from "@soft-landing/shared/journal";
import { expect, test } from "vitest";
import { dependencyOff } from "../../src/experiments/dependency-off.ts";
import { observedInRounds, spreadOf, summarise } from "../../src/judging/summary.ts";
import { switchedOff, syntheticJournal } from "../report/synthetic-journal.ts";

const threeRounds = () => syntheticJournal(dependencyOff, switchedOff(dependencyOff), 3).rounds;

test("the summary has each build, each phase and each measure that has a value, over all rounds", () => {
  const rounds = threeRounds();
  const summary = summarise(rounds);
  expect(Object.keys(summary)).toEqual(["basic", "error-handling"]);
  expect(Object.keys(summary.basic ?? {})).toEqual(["before", "during", "after", "whole"]);
  const p50s = observedInRounds(rounds, "error-handling", "before", "p50Ms");
  expect(p50s).toHaveLength(3);
  expect(summary["error-handling"]?.before?.p50Ms).toEqual(spreadOf(p50s.map(Number)));
  expect(summary.basic?.during?.availability).toEqual({ median: 0, min: 0, max: 0 });
});

test("a measure without a value in any round is not in the summary; otherwise it has the rounds with values", () => {
  const rounds = threeRounds();
  const summary = summarise(rounds);
  expect(summary["error-handling"]?.whole).not.toHaveProperty("badGatewayShareOfFailures");
  const [first, second] = rounds as [Round, Round];
  const silent = {
    ...first,
    columns: first.columns.map((column) => ({
      ...column,
      phases: {
        ...column.phases,
        during: { ...column.phases.during, figures: { ...column.phases.during.figures, p50Ms: null } },
      },
    })),
  };
  const p50Ms = second.columns.find(({ columnId }) => columnId === "basic")?.phases.during.figures.p50Ms;
  expect(summarise([silent, second]).basic?.during?.p50Ms).toEqual({ median: p50Ms, min: p50Ms, max: p50Ms });
});

test("a build that was not in a round has no value for it", () => {
  const [first, ...others] = threeRounds() as [Round, ...Round[]];
  const without = { ...first, columns: first.columns.filter(({ columnId }) => columnId !== "basic") };
  expect(observedInRounds([without, ...others], "basic", "whole", "failedShare")).toEqual([
    null,
    expect.any(Number),
    expect.any(Number),
  ]);
});

test("the median of an odd number is the middle one, sorted as numbers", () => {
  expect(spreadOf([100, 9, 20])).toEqual({ median: 20, min: 9, max: 100 });
  expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7 });
});
