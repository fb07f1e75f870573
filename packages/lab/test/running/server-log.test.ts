import { systemClock } from "@soft-landing/shared/clock";
import { expect, test } from "vitest";
import { createServerLog } from "../../src/running/server-log.ts";

test("lines are returned after a given one, of all instances or of one", () => {
  const log = createServerLog(systemClock);
  log.add("a", "i-1");
  log.add("b", "i-2");
  log.add("c", "i-1");
  const textsAfter = (after: number, instance?: string) => log.after(after, instance).map(({ text }) => text);
  expect(textsAfter(0)).toEqual(["a", "b", "c"]);
  expect(textsAfter(1)).toEqual(["b", "c"]);
  expect(textsAfter(0, "i-1")).toEqual(["a", "c"]);
});

test.each(["", "x".repeat(1_000)])("an endless log keeps only its last lines, of any length: %o", (text) => {
  const log = createServerLog(systemClock);
  for (let line = 0; line < 50_000; line += 1) {
    log.add(text, "i-1");
  }
  const kept = log.after(0);
  expect(kept.length).toBeLessThanOrEqual(10_000);
  expect(kept.at(-1)?.id).toBe(50_000);
});
