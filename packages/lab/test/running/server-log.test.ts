import { systemClock } from "@soft-landing/shared/clock";
import { expect, test } from "vitest";
import { createServerLog } from "../../src/running/server-log.ts";

const texts = (lines: { text: string }[]) => lines.map(({ text }) => text);

test("gives the lines after one, in the order in which they came", () => {
  const log = createServerLog(systemClock);
  for (const [text, instance] of [
    ["a", "i-1"],
    ["b", "i-2"],
    ["c", "i-1"],
  ] as const) {
    log.add(text, instance);
  }
  expect(texts(log.after(0))).toEqual(["a", "b", "c"]);
  expect(texts(log.after(1))).toEqual(["b", "c"]);
  expect(texts(log.after(0, "i-1"))).toEqual(["a", "c"]);
  expect(log.after(3)).toEqual([]);
});

test("keeps a million characters, and goes on after what it has let go", () => {
  const log = createServerLog(systemClock);
  for (let i = 0; i < 30; i++) {
    log.add(String(i).padStart(50_000), "i-1");
  }
  expect(log.after(0).map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => i + 11));
  expect(log.after(3)).toHaveLength(20);
  expect(log.after(28).map(({ id }) => id)).toEqual([29, 30]);
});
