import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLab } from "../../src/checker/open-world.ts";
import { runChecks } from "../../src/checker/run-checks.ts";
import type { CheckedStep } from "../../src/walkthrough/step.ts";
import { walkthroughSteps } from "../../src/walkthrough/steps.ts";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { useOwnStateHome } from "../state-home.ts";

type Outcomes = { id: string; outcome: string; detail: string }[];

async function walk(lab: OwnLab, checks: readonly CheckedStep[] = walkthroughSteps): Promise<Outcomes> {
  const { signal } = new AbortController();
  const { world, leave } = await openLab(lab.control, signal);
  const options = { checks, world, signal, endAtFirstFailure: true };
  const outcomes = await runChecks({ ...options, onOutcome: () => undefined }).finally(leave);
  return outcomes.map(({ check, ...outcome }) => ({ id: check.id, ...outcome }));
}

/** The tests go on where the one before left off; the last one leaves another build. */
describe("the walkthrough on a real lab", () => {
  useOwnStateHome();
  let lab: OwnLab;
  beforeAll(async () => {
    lab = await startOwnLab("basic");
  });
  afterAll(() => lab?.stop());

  test("fails at the first step if the switch is off already, and does not change it", async () => {
    await lab.control.setParameter("false");
    const lookingOnce = walkthroughSteps.map((step) => ({ ...step, patienceSeconds: { lab: 0, aws: 0 } }));
    const outcomes = await walk(lab, lookingOnce);
    expect(outcomes).toMatchObject([{ id: "2-1-1", outcome: "failed" }]);
    expect((await lab.control.snapshot()).parameter.value).toBe("false");
    await lab.control.setParameter("true");
  });

  test("fails if a fault prevents the change of the switch, and restores it", async () => {
    const error = { statusCode: 400, code: "TooManyUpdates" };
    await lab.control.addFaults([{ service: "ssm", operation: "PutParameter", error }]);
    const outcomes = await walk(lab);
    expect(outcomes.at(-1)).toMatchObject({ id: "2-2-1-4", outcome: "failed" });
    expect((await lab.control.snapshot()).parameter.value).toBe("true");
    await lab.control.clearFaults();
  });

  test("passes from the first step to the last", async () => {
    const outcomes = await walk(lab);
    expect(outcomes.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(outcomes).toHaveLength(walkthroughSteps.length);
  });
});
