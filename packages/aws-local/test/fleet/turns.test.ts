import { expect, test } from "vitest";
import { createTurns, type Turns } from "../../src/fleet/turns.ts";
import { manualClock } from "../manual-clock.ts";

test("what is asked for during a turn is another turn after it, never one inside of it", () => {
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

test("a turn wakes up when the last one said, and only then", () => {
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

test("after the end there is no turn and no timer, even when the end comes in the middle of a turn", () => {
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
  clock.advance(100);
  turns.request();
  expect(count).toBe(1);
  expect(clock.waiting()).toBe(0);
});

test("what is asked for later comes then and once, and is no turn", () => {
  const clock = manualClock(0);
  const seen: number[] = [];
  const turns = createTurns(clock, () => expect.fail("took a turn"));
  turns.after(100, () => seen.push(clock.nowMs()));
  turns.after(50, () => seen.push(clock.nowMs()));
  clock.advance(1_000);
  expect(seen).toEqual([50, 100]);
});

test("what is asked for later never comes once the turns have ended, before or after the asking", () => {
  const clock = manualClock();
  const turns = createTurns(clock, () => null);
  turns.after(5, () => expect.fail("came"));
  turns.end();
  turns.after(5, () => expect.fail("came"));
  expect(clock.waiting()).toBe(0);
  clock.advance(100);
});

test("a turn that is asked for during another decides anew when to wake up", () => {
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
