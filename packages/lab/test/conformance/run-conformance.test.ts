import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Check } from "../../src/checker/check.ts";
import { openLab } from "../../src/checker/open-world.ts";
import { type CheckOutcome, runChecks } from "../../src/checker/run-checks.ts";
import { checks } from "../../src/conformance/registry.ts";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { useOwnStateHome } from "../state-home.ts";

describe("conformance against a lab", () => {
  useOwnStateHome();
  let lab: OwnLab;
  beforeAll(async () => {
    lab = await startOwnLab("error-handling");
  });
  afterAll(() => lab?.stop());

  async function run(chosen: readonly Check[], signal = new AbortController().signal) {
    const { world, leave } = await openLab(lab.control, signal);
    const options = { checks: chosen, world, signal, endAtFirstFailure: false };
    return await runChecks({ ...options, onOutcome: () => undefined }).finally(leave);
  }
  const switchValue = async () => (await lab.control.snapshot()).parameter.value;
  const failed = (outcomes: CheckOutcome[]) => outcomes.filter(({ outcome }) => outcome === "failed");

  test("finds no difference from AWS, skips with a reason, and does not change the switch", async () => {
    const outcomes = await run(checks);
    expect(failed(outcomes)).toEqual([]);
    expect(outcomes.map(({ check }) => check.id)).toEqual(checks.map(({ id }) => id));
    const skipped = outcomes.filter(({ outcome }) => outcome === "skipped");
    expect(skipped.map(({ check, detail }) => [check.id, detail])).toEqual([
      ["load-balancer.empty-reply", "the stack serves the build error-handling"],
      ["cloudwatch.empty-replies", "the stack serves the build error-handling"],
    ]);
    expect(await switchValue()).toBe("true");
  });

  test("says what it saw instead if a service answers differently", async () => {
    await lab.control.addFaults([
      {
        service: "ssm",
        operation: "GetParameters",
        probability: 1,
        error: { statusCode: 400, code: "ParameterNotFound" },
      },
      {
        service: "elasticloadbalancing",
        operation: "DescribeTargetHealth",
        probability: 1,
        error: { statusCode: 400, code: "ValidationError" },
      },
    ]);
    const outcomes = await run(checks.filter(({ id }) => /^(target-health|parameter-store)\./.test(id)));
    await lab.control.clearFaults();
    expect(Object.fromEntries(failed(outcomes).map(({ check, detail }) => [check.id, detail]))).toMatchObject(
      {
        "parameter-store.get-parameters": expect.any(String),
        "target-health.unknown-group":
          'error: expected "TargetGroupNotFoundException", saw "ValidationError"',
        "target-health.healthy": expect.any(String),
      },
    );
    expect(outcomes.find(({ check }) => check.id === "parameter-store.versions")?.outcome).toBe("passed");
  });

  test("restores the switch when it is ended early", async () => {
    const end = new AbortController();
    const turnsOff: Check = {
      id: "test.off",
      title: "turns the switch off and is ended",
      async look(world) {
        await world.setParameter("false");
        end.abort(new Error("ended by the test"));
        await world.http("/");
        return "";
      },
    };
    await expect(run([turnsOff, ...checks], end.signal)).rejects.toThrow("ended by the test");
    expect(await switchValue()).toBe("true");
  });
});
