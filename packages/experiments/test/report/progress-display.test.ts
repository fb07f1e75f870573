import { describe, expect, test } from "vitest";
import { progressDisplay } from "../../src/report/progress-display.ts";
import type { CompareProgress } from "../../src/rounds/compare.ts";

const load = (second: number): CompareProgress => ({
  kind: "load",
  round: 2,
  durationSeconds: 25,
  load: { second, counts: { basic: { personal: 5, degraded: 0, failed: 1 } }, inFlight: 3 },
});

function shown(isTTY: boolean, ...progress: CompareProgress[]): string {
  let text = "";
  const output = {
    isTTY,
    columns: 60,
    write: (part: string) => {
      text += part;
    },
  };
  progress.forEach(progressDisplay("dependency-off", 5, output));
  return text;
}

describe("progressDisplay", () => {
  test("rewrites one line on a terminal, no longer than the terminal is wide", () => {
    const text = shown(true, load(1), load(2));
    expect(text).not.toContain("\n");
    for (const line of text.split("\r\x1b[K")) {
      expect(line.length).toBeLessThan(60);
    }
    expect(text).toContain("round 2 of 5: 2/25 s · basic 5 personal");
  });

  test("ends the rewritten line before it prints a permanent one", () => {
    const text = shown(true, load(1), { kind: "action", round: 2, name: "service off" });
    expect(text.endsWith("\r\x1b[Kdependency-off, round 2 of 5: service off\n")).toBe(true);
  });

  test("adds a line every five seconds to a log", () => {
    const lines = shown(false, ...Array.from({ length: 11 }, (_, second) => load(second)))
      .trim()
      .split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain("5/25 s");
  });

  test("never shows a second beyond the end while late answers are waited for", () => {
    expect(shown(true, load(31))).toContain("25/25 s");
  });
});
