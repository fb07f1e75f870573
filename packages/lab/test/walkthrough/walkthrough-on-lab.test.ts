import { afterAll, describe, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { openLab } from "../../src/walkthrough/places.ts";
import { runWalkthrough, type StepOutcome } from "../../src/walkthrough/run-walkthrough.ts";
import { walkthroughSteps } from "../../src/walkthrough/steps.ts";
import { useOwnStateHome } from "../state-home.ts";

async function walk(lab: SpawnedLab): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  const { world, leave } = await openLab(lab.control);
  try {
    await runWalkthrough({
      steps: walkthroughSteps,
      world,
      onOutcome: (outcome) => outcomes.push(outcome),
      signal: new AbortController().signal,
    });
  } finally {
    await leave();
  }
  return outcomes;
}

describe("the walkthrough on a real lab", () => {
  useOwnStateHome();
  const labs: SpawnedLab[] = [];
  const start = async () => {
    const lab = await spawnLab({ stack: "basic" });
    labs.push(lab);
    return lab;
  };
  afterAll(async () => {
    await Promise.all(labs.map((lab) => lab.stop()));
  });

  test("is green from the first step to the last", async () => {
    const outcomes = await walk(await start());
    expect(outcomes.filter(({ held }) => !held)).toEqual([]);
    expect(outcomes).toHaveLength(walkthroughSteps.length);
  }, 60_000);

  test("goes red at the first step where the switch is off already, and leaves it as it was", async () => {
    const lab = await start();
    await lab.control.setParameter("false");
    expect((await walk(lab)).at(-1)).toMatchObject({ id: "2-1-1", held: false });
    expect((await lab.control.snapshot()).parameter.value).toBe("false");
  }, 60_000);

  test("goes red where a fault keeps the switch from being saved, and puts it back", async () => {
    const lab = await start();
    const error = { statusCode: 400, code: "TooManyUpdates" };
    await lab.control.addFaults([{ service: "ssm", operation: "PutParameter", error }]);
    const outcomes = await walk(lab);
    expect(outcomes.at(-1)).toMatchObject({ id: "2-2-1-4", held: false });
    expect((await lab.control.snapshot()).parameter.value).toBe("true");
  }, 60_000);
});
