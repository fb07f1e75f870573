import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { expect, test } from "vitest";
import { apartTitle, comparePlotOf } from "../../src/story/compare-acts.ts";
import { answers, second, snapshot } from "../fixtures.ts";

const off = { parameter: { name: "/p/RecommendationServiceEnabled", value: "false", version: 2 } };
const stack = (given: Partial<LabSnapshot>, ...seconds: Second[]) => ({ snapshot: snapshot(given), seconds });
const personal = second(5, { answers: [answers("basic", { personal: 5 })] });
const failed = second(5, { answers: [answers("basic", { failed: 5 })] });
const degraded = second(5, { answers: [answers("error-handling", { degraded: 5 })] });

test("all stacks are broken and restored at once, and in between their users get different results", () => {
  expect(comparePlotOf([stack({}, personal), stack({}, personal)])).toMatchObject({
    present: "healthy",
    next: { step: { kind: "break" } },
  });
  expect(comparePlotOf([stack(off, personal), stack(off, personal)])).toMatchObject({ present: "break" });
  expect(comparePlotOf([stack(off, failed), stack(off, degraded)])).toMatchObject({
    present: "apart",
    next: { step: { kind: "restore" } },
  });
  const restored = second(4, { marks: [{ effect: "restores", text: "switch true" }] });
  expect(comparePlotOf([stack({}, restored, personal), stack({}, personal)])).toMatchObject({
    present: "restore",
    next: { step: { kind: "break" } },
  });
});

test("one stack that is broken alone is restored with the others", () => {
  expect(comparePlotOf([stack(off, failed), stack({}, personal)])).toMatchObject({
    present: "apart",
    next: { step: { kind: "restore" } },
  });
});

test("while the stacks are broken the story says what users get, and before that what the builds promise", () => {
  expect(apartTitle([stack(off, failed), stack({ build: "error-handling" }, degraded)])).toBe(
    "502 and soft landing",
  );
  expect(apartTitle([stack({}, personal), stack({ build: "error-handling" }, degraded)])).toBe(
    "Soft landing",
  );
  expect(apartTitle([stack(off, failed), stack({ build: "error-handling" }, personal)])).toBe("502");
  expect(apartTitle([stack({}, personal), stack({ build: "error-handling" }, personal)])).toBe(
    "502 and soft landing",
  );
  expect(apartTitle([stack({ build: "custom" }, personal)])).toBe("What users get");
});
