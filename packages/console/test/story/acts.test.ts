import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { expect, test } from "vitest";
import { plotOf } from "../../src/story/acts.ts";
import { basisOf } from "../../src/story/basis.ts";
import { answers, second, snapshot } from "../fixtures.ts";

const name = "/soft-landing/basic/RecommendationServiceEnabled";
const off = { parameter: { name, value: "false", version: 2 } };
const personal = (build: string) => second(10, { answers: [answers(build, { personal: 5 })] });
const degraded = second(10, { answers: [answers("error-handling", { degraded: 5 })] });
const failed = second(10, { answers: [answers("basic", { failed: 5 })] });
const plot = (given: Partial<LabSnapshot>, ...seconds: Second[]) =>
  plotOf(snapshot(given), basisOf(seconds), seconds);

test("the story goes through its acts, and each has the button for the next one", () => {
  expect(plot({}, personal("basic"))).toEqual({ present: "healthy", next: { kind: "break", act: "break" } });
  expect(plot(off, personal("basic")).present).toBe("break");
  expect(plot(off, failed)).toEqual({
    present: "failed",
    next: { kind: "bring", act: "bring", build: "error-handling" },
  });
  expect(plot({ ...off, deployment: moving("error-handling") }, failed)).toEqual({
    present: "bring",
    next: null,
  });
  expect(plot({ ...off, build: "error-handling" }, degraded)).toEqual({
    present: "soft",
    next: { kind: "restore", act: "restore" },
  });
  const restored = second(9, { marks: [{ effect: "restores", text: "switch true" }] });
  expect(plot({ build: "error-handling" }, restored, personal("error-handling"))).toEqual({
    present: "restore",
    next: { kind: "bring", act: "healthy", build: "basic" },
  });
});

test("a lab that started with the build that degrades can be broken too", () => {
  expect(plot({ build: "error-handling" }, personal("error-handling"))).toMatchObject({
    present: "healthy",
    next: { kind: "break" },
  });
});

test("for failures of the build that degrades, the story offers to restore, not to switch", () => {
  const zoneLost = second(10, { answers: [answers("error-handling", { personal: 3, failed: 2 })] });
  expect(plot({ build: "error-handling", zonesDown: ["us-east-1a"] }, zoneLost)).toMatchObject({
    present: "failed",
    next: { kind: "restore" },
  });
});

test("a fault set by command moves the story as the switch does", () => {
  const faults = [
    { id: "fault-1", probability: 1, effectCount: 0, hang: true, service: "dynamodb" as const },
  ];
  expect(plot({ faults }, second(10, { waiting: 12 })).present).toBe("failed");
  expect(plot({ faults, build: "error-handling" }, degraded).present).toBe("soft");
});

test("a custom artifact is judged by its answers", () => {
  const soft = second(10, { answers: [answers("custom", { degraded: 5 })] });
  expect(plot({ ...off, build: "custom" }, soft)).toMatchObject({
    present: "soft",
    next: { kind: "restore" },
  });
});

function moving(build: string): NonNullable<LabSnapshot["deployment"]> {
  return { build, state: "launching", message: "", startedAt: "2026-11-22T12:00:00.000Z", endedAt: null };
}

test("every active disturbance can be undone, a frozen instance too", () => {
  expect(plot({ build: "error-handling", inForce: 1 }, degraded).next).toEqual({
    kind: "restore",
    act: "restore",
  });
  expect(plot({ build: "error-handling" }, degraded).next).toBeNull();
});
