import { afterAll, describe, expect, test } from "vitest";
import { openLab } from "../../src/checker/open-world.ts";
import { runChecks } from "../../src/checker/run-checks.ts";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { walkthroughSteps } from "../../src/walkthrough/steps.ts";
import { useOwnStateHome } from "../state-home.ts";

async function walk(lab: SpawnedLab): Promise<{ id: string; outcome: string; detail: string }[]> {
  const { signal } = new AbortController();
  const { world, leave } = await openLab(lab.control, signal);
  const options = { checks: walkthroughSteps, world, signal, endAtFirstFailure: true };
  const outcomes = await runChecks({ ...options, onOutcome: () => undefined }).finally(leave);
  return outcomes.map(({ check, ...outcome }) => ({ id: check.id, ...outcome }));
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

  test("passes from the first step to the last", async () => {
    const outcomes = await walk(await start());
    expect(outcomes.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(outcomes).toHaveLength(walkthroughSteps.length);
  }, 180_000);

  test("fails at the first step if the switch is off already, and does not change it", async () => {
    const lab = await start();
    await lab.control.setParameter("false");
    expect((await walk(lab)).at(-1)).toMatchObject({ id: "2-1-1", outcome: "failed" });
    expect((await lab.control.snapshot()).parameter.value).toBe("false");
  }, 180_000);

  test("fails if a fault prevents the change of the switch, and restores it", async () => {
    const lab = await start();
    const error = { statusCode: 400, code: "TooManyUpdates" };
    await lab.control.addFaults([{ service: "ssm", operation: "PutParameter", error }]);
    const outcomes = await walk(lab);
    expect(outcomes.at(-1)).toMatchObject({ id: "2-2-1-4", outcome: "failed" });
    expect((await lab.control.snapshot()).parameter.value).toBe("true");
  }, 180_000);
});
