import type { LabStacks } from "@soft-landing/shared/lab-api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabEvent } from "../../src/api/event-stream.ts";
import {
  initialLabState,
  keptSeconds,
  type LabState,
  lastEventId,
  reduceLabState,
} from "../../src/state/lab-state.ts";
import { second, snapshot } from "../fixtures.ts";

const after = (events: LabEvent[], state: LabState = initialLabState): LabState =>
  events.reduce((all, event) => reduceLabState(all, event), state);
const secondEvent = (number: number, stack = "basic"): LabEvent => ({
  type: "second",
  second: second(number, { stack }),
});
const snapshotEvent = (labId: string, stack = "basic"): LabEvent => ({
  type: "snapshot",
  snapshot: snapshot({ labId, stack }),
});
const stacksEvent = (labId: string, ...names: string[]): LabEvent => ({
  type: "stacks",
  lab: lab(labId, names),
});
const arrival = (labId: string): LabEvent[] => [stacksEvent(labId, "basic"), snapshotEvent(labId)];

function lab(labId: string, names: string[]): LabStacks {
  const startedAt = "2026-11-22T12:00:00.000Z";
  const stacks = names.map((name) => ({
    project: "soft-landing",
    name,
    deployedBy: "lab" as const,
    phase: "up" as const,
    build: name,
    pageUrl: "http://127.0.0.1:8080",
    removable: false,
  }));
  return { labId, startedAt, stacks, offers: [], failure: null };
}

const secondsOf = ({ stacks }: LabState, place = 0) => stacks[place]?.seconds ?? [];

test("seconds stay in order and without repeats when a resumed stream repeats them", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 })), (numbers) => {
      const state = after([...arrival("one"), ...numbers.map((number) => secondEvent(number))]);
      const kept = secondsOf(state).map((one) => one.second);
      expect(kept).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(lastEventId(state)).toBe(kept.at(-1) ?? 0);
    }),
  );
});

test("only a quarter of an hour is kept", () => {
  const numbers = Array.from({ length: keptSeconds + 50 }, (_, index) => secondEvent(index + 1));
  const state = after([...arrival("one"), ...numbers]);
  expect(secondsOf(state)).toHaveLength(keptSeconds);
  expect(secondsOf(state)[0]?.second).toBe(51);
});

test("another lab starts from nothing and shows that the lab was restarted", () => {
  const state = after([...arrival("one"), secondEvent(1), { type: "lost" }, ...arrival("two")]);
  expect(secondsOf(state)).toEqual([]);
  expect(state.notice).toMatchObject({ kind: "restarted" });
  expect(state.connection).toBe("live");
});

test("the same lab after a lost connection keeps the numbers without a notice", () => {
  const state = after([...arrival("one"), secondEvent(1), { type: "lost" }, ...arrival("one")]);
  expect(secondsOf(state)).toHaveLength(1);
  expect(state.notice).toBeNull();
});

test("a restart is noticed across a reload of the page", () => {
  expect(reduceLabState(initialLabState, stacksEvent("two"), "one").notice).toMatchObject({
    kind: "restarted",
  });
  expect(reduceLabState(initialLabState, stacksEvent("one"), "one").notice).toBeNull();
});

test("a lost connection keeps the last data", () => {
  const state = after([...arrival("one"), secondEvent(1), { type: "lost" }]);
  expect(state).toMatchObject({ connection: "lost", lab: { labId: "one" } });
  expect(secondsOf(state)).toHaveLength(1);
});

test("a notice stays until it is dismissed", () => {
  const restarted = after([...arrival("one"), ...arrival("two"), secondEvent(1), ...arrival("two")]);
  expect(restarted.notice).not.toBeNull();
  expect(after([{ type: "dismissed" }], restarted).notice).toBeNull();
});

describe("several stacks", () => {
  const both = [
    stacksEvent("one", "basic", "error-handling"),
    snapshotEvent("one", "error-handling"),
    snapshotEvent("one", "basic"),
  ];

  test("are in the lab's order, each with its own seconds", () => {
    const state = after([...both, secondEvent(1), secondEvent(1, "error-handling"), secondEvent(2)]);
    expect(state.stacks.map(({ snapshot: { stack } }) => stack)).toEqual(["basic", "error-handling"]);
    expect([secondsOf(state, 0).length, secondsOf(state, 1).length]).toEqual([2, 1]);
  });

  test("are forgotten when they are gone", () => {
    const state = after([...both, stacksEvent("one", "basic")]);
    expect(state.stacks.map(({ snapshot: { stack } }) => stack)).toEqual(["basic"]);
  });
});
