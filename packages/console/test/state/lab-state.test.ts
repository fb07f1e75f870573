import fc from "fast-check";
import { expect, test } from "vitest";
import {
  initialLabState,
  keptSeconds,
  type LabEvent,
  type LabState,
  lastEventId,
  reduceLabState,
} from "../../src/state/lab-state.ts";
import { second, snapshot } from "../fixtures.ts";

const after = (events: LabEvent[], state: LabState = initialLabState): LabState =>
  events.reduce((all, event) => reduceLabState(all, event), state);
const secondEvent = (number: number): LabEvent => ({ type: "second", second: second(number) });
const snapshotEvent = (labId: string): LabEvent => ({ type: "snapshot", snapshot: snapshot({ labId }) });

test("seconds stay in order and single, however a resumed stream repeats them", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 })), (numbers) => {
      const state = after(numbers.map(secondEvent));
      const kept = state.seconds.map((one) => one.second);
      expect(kept).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(lastEventId(state)).toBe(kept.at(-2) ?? 0);
    }),
  );
});

test("a quarter of an hour is kept, and no more", () => {
  const state = after(Array.from({ length: keptSeconds + 50 }, (_, index) => secondEvent(index + 1)));
  expect(state.seconds).toHaveLength(keptSeconds);
  expect(state.seconds[0]?.second).toBe(51);
});

test("another lab's snapshot begins anew and says that the lab was restarted", () => {
  const state = after([snapshotEvent("one"), secondEvent(1), { type: "lost" }, snapshotEvent("two")]);
  expect(state.seconds).toEqual([]);
  expect(state.notice).toMatchObject({ kind: "restarted" });
  expect(state.connection).toBe("live");
});

test("the same lab's snapshot after a lost connection keeps the numbers and says nothing", () => {
  const state = after([snapshotEvent("one"), secondEvent(1), { type: "lost" }, snapshotEvent("one")]);
  expect(state.seconds).toHaveLength(1);
  expect(state.notice).toBeNull();
});

test("a restart is noticed across a reload of the page", () => {
  expect(reduceLabState(initialLabState, snapshotEvent("two"), "one").notice).toMatchObject({
    kind: "restarted",
  });
  expect(reduceLabState(initialLabState, snapshotEvent("one"), "one").notice).toBeNull();
});

test("a lost connection keeps what was known", () => {
  const state = after([snapshotEvent("one"), secondEvent(1), { type: "lost" }]);
  expect(state).toMatchObject({ connection: "lost", snapshot: { labId: "one" } });
  expect(state.seconds).toHaveLength(1);
});

test("a notice stays until it is dismissed", () => {
  const restarted = after([snapshotEvent("one"), snapshotEvent("two"), secondEvent(1), snapshotEvent("two")]);
  expect(restarted.notice).not.toBeNull();
  expect(after([{ type: "dismissed" }], restarted).notice).toBeNull();
});
