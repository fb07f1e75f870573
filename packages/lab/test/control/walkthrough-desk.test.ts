import { walkthroughSchema } from "@soft-landing/shared/lab-api";
import { expect, test } from "vitest";
import { Deviation } from "../../src/checker/check.ts";
import type { World } from "../../src/checker/world.ts";
import { createWalkthroughDesk } from "../../src/control/walkthrough-desk.ts";
import type { CheckedStep } from "../../src/walkthrough/step.ts";
import { walkthroughSteps } from "../../src/walkthrough/steps.ts";

const world = { kind: "lab" } as World;

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
      look: async () => "it",
      ...step,
    },
  ];
  const pause = async (ms: number) => void pauses.push(ms);
  return { desk: createWalkthroughDesk({ steps, world, pause }), pauses };
}

test("every step of the story fits the console's contract", () => {
  const desk = createWalkthroughDesk({
    steps: walkthroughSteps,
    world,
    pause: async () => {},
  });
  const { steps } = walkthroughSchema.parse({ steps: desk.steps() });
  expect(new Set(steps.map(({ id }) => id)).size).toBe(walkthroughSteps.length);
});

test("a check repeats until the promise holds", async () => {
  let looks = 0;
  const look = async () => {
    if (++looks < 3) {
      throw new Deviation("not yet");
    }
    return `look ${looks}`;
  };
  const { desk, pauses } = deskWith({ look, patienceSeconds: { lab: 5, aws: 60 } });
  expect(await desk.check("one")).toEqual({ held: true, seen: "look 3" });
  expect(pauses).toHaveLength(2);
});

test("a check that never holds ends after its time limit, and at most a person's", async () => {
  const look = async () => {
    throw new Deviation("nothing");
  };
  const patient = deskWith({ look, patienceSeconds: { lab: 600, aws: 600 } });
  expect((await patient.desk.check("one")).held).toBe(false);
  expect(patient.pauses.reduce((all, ms) => all + ms, 0)).toBe(20_000);
  const hasty = deskWith({ look });
  await hasty.desk.check("one");
  expect(hasty.pauses).toEqual([]);
});

test("the check of a switch of builds waits for the release", async () => {
  const { desk, pauses } = deskWith({
    action: { kind: "switch", label: "Switch", build: "error-handling" },
    async look() {
      if (pauses.length < 100) {
        throw new Deviation("the other build");
      }
      return "the build";
    },
  });
  expect((await desk.check("one")).held).toBe(true);
});

test("a check that throws does not hold, and gives the reason", async () => {
  const { desk } = deskWith({
    look: async () => {
      throw new Error("no answer");
    },
  });
  expect(await desk.check("one")).toEqual({ held: false, seen: expect.stringContaining("no answer") });
});

test("an unknown step is refused", async () => {
  await expect(deskWith({}).desk.check("two")).rejects.toMatchObject({ status: 404 });
});
