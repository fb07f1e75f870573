import { journalSchema } from "@soft-landing/shared/journal";
import { describe, expect, test } from "vitest";
import { dependencyHang } from "../../src/experiments/dependency-hang.ts";
import { dependencyOff } from "../../src/experiments/dependency-off.ts";
import { experiments } from "../../src/experiments/registry.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { terminalSummary } from "../../src/report/terminal-summary.ts";
import { hanging, switchedOff, syntheticJournal } from "./synthetic-journal.ts";

const off = syntheticJournal(dependencyOff, switchedOff(dependencyOff));

describe("renderReport", () => {
  test("needs no script, and no address, font or picture from elsewhere", () => {
    const report = renderReport([{ journal: off }]);
    expect(report).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|\son\w+=|https?:\/\//i);
    expect(report).toContain("default-src 'none'");
  });

  test("begins with a sentence that says which build failed and when", () => {
    const report = renderReport([{ journal: off }]);
    const verdict = report.indexOf("the basic build failed every one of");
    expect(verdict).toBeGreaterThan(0);
    expect(verdict).toBeLessThan(report.indexOf("<section"));
    expect(report).toContain("While the RecommendationService was switched off");
  });

  test("escapes everything from outside", () => {
    const hostile = `<script>alert("1")</script>' onload='x`;
    const journal = journalSchema.parse({
      ...off,
      verdict: hostile,
      experiment: {
        ...off.experiment,
        title: hostile,
        method: [{ ...off.experiment.method[0], name: hostile }],
      },
      columns: off.columns.map((column) => ({ ...column, effectiveSettings: { [hostile]: hostile } })),
      rounds: off.rounds.map((round) => ({
        ...round,
        columns: round.columns.map((column) => ({
          ...column,
          events: column.events.map((event) => ({ ...event, name: hostile })),
        })),
      })),
    });
    const report = renderReport([{ journal, label: hostile }]);
    expect(report).not.toContain("<script");
    expect(report).not.toContain("' onload='");
    expect(report).toContain("&lt;script&gt;");
  });

  test("draws well-formed markup for every experiment, with one or many rounds", () => {
    for (const experiment of experiments) {
      for (const rounds of [1, 3]) {
        const journal = syntheticJournal(experiment, switchedOff(experiment), rounds);
        const report = renderReport([{ journal }]);
        expect(unclosedTags(report)).toEqual([]);
        expect(report).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
  });

  test("shows no data as no data: a code that never occurred has no bar and no number", () => {
    const report = renderReport([{ journal: off }]);
    expect(report).toMatch(/5XX from the targets: no data/);
    expect(report.match(/row-empty"[^>]*>no data/g)).toHaveLength(3);
  });

  test("marks the fault's start and end on the time axis of every plot", () => {
    const report = renderReport([{ journal: off }]);
    expect(report.match(/class="fault-name"[^>]*>service off</g)).toHaveLength(6);
    expect(report.match(/class="fault-end"[^>]*>service on</g)).toHaveLength(6);
  });

  test("puts two journals side by side, each build under its journal's name", () => {
    const hang = syntheticJournal(dependencyHang, hanging(dependencyHang), 2);
    const report = renderReport([
      { journal: off, label: "first" },
      { journal: hang, label: "second" },
    ]);
    for (const name of ["basic · first", "error-handling · first", "basic · second"]) {
      expect(report).toContain(name);
    }
    expect(unclosedTags(report)).toEqual([]);
  });

  test("says if a promise did not hold and if the machine was saturated", () => {
    const broken = syntheticJournal(
      dependencyOff,
      { ...switchedOff(dependencyOff), basic: () => ({ outcome: "personal", latencyMs: 2 }) },
      1,
      0.99,
    );
    const report = renderReport([{ journal: broken }]);
    expect(broken.held).toBe(false);
    expect(report).toMatch(/Not as expected: \d+ of \d+ promises/);
    expect(report).toContain("did not hold");
    expect(report).toContain("This machine was saturated");
    const summary = terminalSummary(broken);
    expect(summary).toContain('basic: expected "basic answers no request during the fault"');
    expect(summary).toContain("seen 100 %");
    expect(summary).toContain("In the report: Promises");
  });
});

const voidTags = new Set(["meta", "br", "line", "path", "rect", "circle"]);

/** Tags left open, or closed in the wrong order. */
function unclosedTags(report: string): string[] {
  const open: string[] = [];
  const withoutStyle = report.replace(/<style>.*<\/style>/s, "").replace("<!doctype html>", "");
  for (const [, closing, name = "", selfClosing] of withoutStyle.matchAll(/<(\/?)([a-z0-9]+)[^>]*?(\/?)>/g)) {
    if (selfClosing || (!closing && voidTags.has(name))) {
      continue;
    }
    if (!closing) {
      open.push(name);
    } else if (open.pop() !== name) {
      return [...open, `</${name}>`];
    }
  }
  return open;
}
