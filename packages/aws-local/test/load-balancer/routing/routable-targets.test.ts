import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TargetHealth } from "../../../src/load-balancer/contract.ts";
import { routableTargets } from "../../../src/load-balancer/routing/routable-targets.ts";

const health: Record<string, TargetHealth> = {
  initial: { state: "initial", reason: "Elb.InitialHealthChecking", description: "" },
  healthy: { state: "healthy" },
  unhealthy: { state: "unhealthy", reason: "Target.Timeout", description: "" },
  draining: { state: "draining", reason: "Target.DeregistrationInProgress", description: "" },
};
const targetsOf = (...states: string[]) => states.map((state) => ({ health: health[state] as TargetHealth }));
const statesOf = (targets: { health: TargetHealth }[]) => targets.map((target) => target.health.state);
const one = { minimumHealthyTargetsCount: 1 };

describe("which targets get requests, as on AWS", () => {
  test("routes to healthy targets while there is one", () => {
    const { targets, failOpen } = routableTargets(
      targetsOf("healthy", "unhealthy", "initial", "draining"),
      one,
    );
    expect(statesOf(targets)).toEqual(["healthy"]);
    expect(failOpen).toBe(false);
  });

  test("fails open to all registered targets when none is healthy", () => {
    const { targets, failOpen } = routableTargets(targetsOf("unhealthy", "unhealthy", "draining"), one);
    expect(statesOf(targets)).toEqual(["unhealthy", "unhealthy"]);
    expect(failOpen).toBe(true);
  });

  test("fails open below the configured number of healthy targets", () => {
    const group = targetsOf("healthy", "healthy", "unhealthy");
    expect(routableTargets(group, { minimumHealthyTargetsCount: 2 }).failOpen).toBe(false);
    const open = routableTargets(group, { minimumHealthyTargetsCount: 3 });
    expect(open.failOpen).toBe(true);
    expect(open.targets).toHaveLength(3);
  });

  test("fails open below the configured percentage of healthy targets", () => {
    const group = targetsOf("healthy", "unhealthy", "unhealthy", "unhealthy");
    const asked = (minimumHealthyTargetsPercentage: number) =>
      routableTargets(group, { ...one, minimumHealthyTargetsPercentage }).targets.length;
    expect(asked(25)).toBe(1);
    expect(asked(26)).toBe(4);
  });
});

test("ignores draining and unused targets for the percentage", () => {
  const unused: TargetHealth = { state: "unused", reason: "Target.NotInUse", description: "" };
  const group = [...targetsOf("healthy", "draining"), { health: unused }];
  expect(routableTargets(group, { ...one, minimumHealthyTargetsPercentage: 100 })).toEqual({
    targets: targetsOf("healthy"),
    failOpen: false,
  });
});

test("fails open to targets that were never checked only if it is told to", () => {
  const group = targetsOf("initial", "unhealthy");
  expect(statesOf(routableTargets(group, one).targets)).toEqual(["unhealthy"]);
  expect(statesOf(routableTargets(group, one, true).targets)).toEqual(["initial", "unhealthy"]);
});

test("has no target without targets, with draining ones only, or before the first check", () => {
  for (const states of [[], ["draining"], ["initial", "initial"]]) {
    expect(routableTargets(targetsOf(...states), one)).toEqual({ targets: [], failOpen: false });
  }
});

test("never routes to a draining target, and to an unhealthy target only when it fails open", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("initial", "healthy", "unhealthy", "draining"), { maxLength: 12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
      fc.boolean(),
      (states, count, percentage, initialFailOpen) => {
        const thresholds =
          percentage === undefined
            ? { minimumHealthyTargetsCount: count }
            : { minimumHealthyTargetsCount: count, minimumHealthyTargetsPercentage: percentage };
        const { targets, failOpen } = routableTargets(targetsOf(...states), thresholds, initialFailOpen);
        const routed = statesOf(targets);
        expect(routed).not.toContain("draining");
        expect(routed.filter((state) => state === "healthy")).toHaveLength(
          states.filter((state) => state === "healthy").length,
        );
        if (!failOpen) {
          expect(routed.every((state) => state === "healthy")).toBe(true);
        }
        if (states.includes("unhealthy") && !states.includes("healthy")) {
          expect(failOpen).toBe(true);
        }
      },
    ),
  );
});
