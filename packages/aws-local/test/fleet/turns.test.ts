import { expect, test } from "vitest";
import { createTurns, type Turns } from "../../src/fleet/turns.ts";
import { manualClock } from "../manual-clock.ts";

test("a turn that is requested during a turn comes after it, never inside it", () => {
  const seen: string[] = [];
  let asked = 0;
  const turns: Turns = createTurns(manualClock(), () => {
    seen.push("begin");
    if (asked++ < 2) {
      turns.request();
      turns.request();
    }
    seen.push("end");
    return null;
  });
  turns.request();
  expect(seen).toEqual(["begin", "end", "begin", "end", "begin", "end"]);
});

test("the next turn comes at the time that the last one set, and only then", () => {
  const clock = manualClock(0);
  const turnsAtMs: number[] = [];
  const wakes = [100, 500, null];
  const turns = createTurns(clock, () => {
    turnsAtMs.push(clock.nowMs());
    return wakes.shift() ?? null;
  });
  turns.request();
  clock.advance(50);
  turns.request();
  clock.advance(1_000);
  expect(turnsAtMs).toEqual([0, 50, 500]);
  expect(clock.waiting()).toBe(0);
});

test("after the end there are no turns and no timers, even if the end comes within a turn", () => {
  const clock = manualClock();
  let count = 0;
  const turns: Turns = createTurns(clock, () => {
    count++;
    turns.end();
    turns.request();
    return clock.nowMs() + 10;
  });
  turns.after(5, () => count++);
  turns.request();
  turns.after(5, () => count++);
  expect(clock.waiting()).toBe(0);
  clock.advance(100);
  turns.request();
  expect(count).toBe(1);
});

test("a delayed task runs once at its time, outside of turns", () => {
  const clock = manualClock(0);
  const seen: number[] = [];
  const turns = createTurns(clock, () => expect.fail("took a turn"));
  turns.after(100, () => seen.push(clock.nowMs()));
  turns.after(50, () => seen.push(clock.nowMs()));
  clock.advance(1_000);
  expect(seen).toEqual([50, 100]);
});

test("a delayed task never runs after the end, whether it was requested before or after", () => {
  const clock = manualClock();
  const turns = createTurns(clock, () => null);
  turns.after(5, () => expect.fail("came"));
  turns.end();
  turns.after(5, () => expect.fail("came"));
  expect(clock.waiting()).toBe(0);
  clock.advance(100);
});

test("a turn that is requested during another sets a new time for the next", () => {
  const clock = manualClock(0);
  const turnsAtMs: number[] = [];
  const wakes = [100, 500, null];
  const turns: Turns = createTurns(clock, () => {
    turnsAtMs.push(clock.nowMs());
    if (turnsAtMs.length === 1) {
      turns.request();
    }
    return wakes.shift() ?? null;
  });
  turns.request();
  clock.advance(1_000);
  expect(turnsAtMs).toEqual([0, 0, 500]);
});

test("a turn that fails does not stop the next", () => {
  let count = 0;
  const turns = createTurns(manualClock(), () => {
    if (count++ === 0) {
      throw new Error("once");
    }
    return null;
  });
  expect(turns.request).toThrow("once");
  turns.request();
  expect(count).toBe(2);
});
