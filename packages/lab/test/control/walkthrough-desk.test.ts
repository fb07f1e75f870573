import { walkthroughSchema } from "@soft-landing/shared/lab-api";
import { expect, test } from "vitest";
import { createWalkthroughDesk } from "../../src/control/walkthrough-desk.ts";
import type { CheckedStep } from "../../src/walkthrough/step.ts";
import { walkthroughSteps } from "../../src/walkthrough/steps.ts";
import type { WalkthroughWorld } from "../../src/walkthrough/world.ts";

const world = {} as WalkthroughWorld;

function deskWith(step: Partial<CheckedStep>) {
  const pauses: number[] = [];
  const steps: CheckedStep[] = [
    {
      id: "one",
      number: 1,
      act: "healthy",
      source: "1",
      title: "One",
      text: "Look.",
      view: "overview",
      action: { kind: "look", label: "Look" },
      check: async () => ({ held: true, seen: "it" }),
      ...step,
    },
  ];
  let elapsedMs = 0;
  const pause = async (ms: number) => {
    elapsedMs += ms;
    pauses.push(ms);
  };
  return { desk: createWalkthroughDesk({ steps, world, pause, nowMs: () => elapsedMs }), pauses };
}

test("every step of the story fits the console's contract", () => {
  const desk = createWalkthroughDesk({
    steps: walkthroughSteps,
    world,
    pause: async () => {},
    nowMs: () => 0,
  });
  const { steps } = walkthroughSchema.parse({ steps: desk.steps() });
  expect(new Set(steps.map(({ id }) => id)).size).toBe(walkthroughSteps.length);
});

test("a check looks again until the promise holds", async () => {
  let looks = 0;
  const check = async () => ({ held: ++looks === 3, seen: `look ${looks}` });
  const { desk, pauses } = deskWith({ check, patienceSeconds: { lab: 5, aws: 60 } });
  expect(await desk.check("one")).toEqual({ held: true, seen: "look 3" });
  expect(pauses).toHaveLength(2);
});

test("a check that never holds ends with its patience, and with no more than a person's", async () => {
  const check = async () => ({ held: false, seen: "nothing" });
  const patient = deskWith({ check, patienceSeconds: { lab: 600, aws: 600 } });
  expect((await patient.desk.check("one")).held).toBe(false);
  expect(patient.pauses.reduce((all, ms) => all + ms, 0)).toBe(20_000);
  const hasty = deskWith({ check });
  await hasty.desk.check("one");
  expect(hasty.pauses).toEqual([]);
});

test("the check of a switch of builds waits for the release", async () => {
  const { desk, pauses } = deskWith({
    action: { kind: "switch", label: "Switch", build: "error-handling" },
    check: async () => ({ held: pauses.length === 100, seen: "the build" }),
  });
  expect((await desk.check("one")).held).toBe(true);
});

test("a check that breaks says how, and does not hold", async () => {
  const { desk } = deskWith({
    check: async () => {
      throw new Error("no answer");
    },
  });
  expect(await desk.check("one")).toEqual({ held: false, seen: expect.stringContaining("no answer") });
});

test("an unknown step is refused", async () => {
  await expect(deskWith({}).desk.check("two")).rejects.toMatchObject({ status: 404 });
});
