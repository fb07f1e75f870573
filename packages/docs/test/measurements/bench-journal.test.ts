import { expect, test } from "vitest";
import { benchSections } from "../../src/measurements/bench-journal.ts";

test("a journal becomes a section that names command, day and machine, with the spread and whether the goal is met", () => {
  const goal = { text: "at least 0.33", met: false };
  expect(
    benchSections([
      {
        machine: "2 × Some Processor",
        node: "24.0.0",
        measuredAt: "2026-11-26T12:00:00.000Z",
        command: "pnpm lab bench balancer",
        name: "balancer",
        title: "The load balancer",
        rows: [
          { label: "lab / HAProxy", unit: "×", median: 0.3571, min: 0.3, max: 0.4, rounds: 5, goal },
          { label: "memory", unit: "MB", median: 12_345.6, min: 12_345.6, max: 12_345.6, rounds: 1 },
        ],
      },
    ]),
  ).toBe(
    [
      "### The load balancer",
      "",
      "`pnpm lab bench balancer`, 2026-11-26, 2 × Some Processor, Node 24.0.0.",
      "",
      "| figure | median (lowest to highest) | unit | rounds | goal |",
      "|---|---|---|---|---|",
      "| lab / HAProxy | 0.357 (0.3 to 0.4) | × | 5 | at least 0.33: **missed** |",
      "| memory | 12,346 | MB | 1 |  |",
    ].join("\n"),
  );
});
