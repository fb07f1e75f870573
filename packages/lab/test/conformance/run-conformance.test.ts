import { closePlace, type Place, placeOfLab } from "@soft-landing/experiments/place/place";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import type { Check } from "../../src/conformance/check.ts";
import { checks } from "../../src/conformance/checks/registry.ts";
import { type CheckOutcome, runConformance } from "../../src/conformance/run-conformance.ts";
import { useOwnStateHome } from "../state-home.ts";

describe("conformance against a lab", () => {
  useOwnStateHome();
  let lab: SpawnedLab;
  let place: Place;
  beforeAll(async () => {
    lab = await spawnLab({ stack: "error-handling" });
    place = placeOfLab(await lab.control.snapshot());
  });
  afterAll(async () => {
    closePlace(place);
    await lab.stop();
  });

  const run = (chosen: readonly Check[], signal = new AbortController().signal) =>
    runConformance({ place, checks: chosen, onOutcome: () => undefined, signal });
  const switchValue = async () => (await lab.control.snapshot()).parameter.value;
  const failed = (outcomes: CheckOutcome[]) => outcomes.filter(({ outcome }) => outcome === "failed");

  test("finds nothing that differs from AWS, skips with a reason, and leaves the switch as it was", async () => {
    const outcomes = await run(checks);
    expect(failed(outcomes)).toEqual([]);
    expect(outcomes.map(({ id }) => id)).toEqual(checks.map(({ id }) => id));
    const skipped = outcomes.filter(({ outcome }) => outcome === "skipped");
    expect(skipped.map(({ id, detail }) => [id, detail])).toEqual([
      ["load-balancer.empty-reply", "the stack serves the build error-handling"],
      ["cloudwatch.empty-replies", "the stack serves the build error-handling"],
    ]);
    expect(await switchValue()).toBe("true");
  });

  test("says what it saw instead where a service answers otherwise", async () => {
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
    expect(Object.fromEntries(failed(outcomes).map(({ id, detail }) => [id, detail]))).toMatchObject({
      "parameter-store.get-parameters": expect.any(String),
      "target-health.unknown-group": 'error: expected "TargetGroupNotFoundException", saw "ValidationError"',
      "target-health.healthy": expect.any(String),
    });
    expect(outcomes.find(({ id }) => id === "parameter-store.versions")?.outcome).toBe("passed");
  });

  test("puts the switch back when it is ended in the middle", async () => {
    const end = new AbortController();
    const turnsOff: Check = {
      id: "test.off",
      title: "turns the switch off and is ended",
      async run(context) {
        await context.setSwitch("false");
        end.abort(new Error("ended by the test"));
        await context.http("/");
      },
    };
    await expect(run([turnsOff, ...checks], end.signal)).rejects.toThrow("ended by the test");
    expect(await switchValue()).toBe("true");
  });
});
