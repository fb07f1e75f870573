import { judgeRelease, type TargetHealth } from "@soft-landing/shared/release-verdict";
import { describe, expect, test } from "vitest";
import { type ReleaseSight, releaseFault } from "../../src/stacks/await-release.ts";

type Health = Omit<TargetHealth, "instanceId">;
const healthy: Health = { state: "healthy" };
const initial: Health = { state: "initial", reason: "Elb.InitialHealthChecking", description: "" };
const unhealthy: Health = {
  state: "unhealthy",
  reason: "Target.ResponseCodeMismatch",
  description: "Health checks failed with these codes: [500]",
};

function seen(healths: Health[], changes: Partial<ReleaseSight> = {}): ReleaseSight {
  const targets = healths.map((health, index) => ({ ...health, instanceId: `i-${index}` }));
  const instances = targets.map(({ instanceId }) => ({
    instanceId,
    availabilityZone: "us-east-1a",
    lifecycleState: "InService",
  }));
  return {
    verdict: judgeRelease({ required: 3, instances, targets }),
    instances: targets.map(({ instanceId }) => ({ id: instanceId, failures: 0, lastEnd: null })),
    failedLaunches: [],
    waitedMs: 1_000,
    limitMs: 30_000,
    ...changes,
  };
}

describe("a release that does not serve yet", () => {
  test("is waited for", () => {
    expect(releaseFault(seen([healthy, unhealthy, initial]))).toBeUndefined();
  });

  test("fails early when a server keeps dying, with how it ended", () => {
    const instances = [{ id: "i-0", failures: 2, lastEnd: "ended with exit code 3" }];
    expect(releaseFault(seen([initial], { instances }))).toEqual({
      culprit: "i-0",
      reason: "the server on i-0 ended with exit code 3, 2 times in a row",
    });
  });

  test("fails early when its instances cannot be launched, with the group's message", () => {
    const failedLaunches = ["ENOSPC: no space left on device, mkdir '/x'", "another reason"];
    expect(releaseFault(seen([], { failedLaunches }))).toEqual({
      reason: "its instances cannot be launched: ENOSPC: no space left on device, mkdir '/x'",
    });
    expect(releaseFault(seen([], { failedLaunches: ["once"] }))).toBeUndefined();
  });

  test("may fail once", () => {
    const instances = [{ id: "i-0", failures: 1, lastEnd: "ended with exit code 3" }];
    expect(releaseFault(seen([initial], { instances }))).toBeUndefined();
  });

  test("fails at the limit with what the load balancer finds wrong", () => {
    expect(releaseFault(seen([healthy, unhealthy, initial], { waitedMs: 30_000 }))).toEqual({
      culprit: "i-1",
      reason:
        "1 of 3 targets became healthy within 30 s " +
        "(Target.ResponseCodeMismatch, Health checks failed with these codes: [500])",
    });
    expect(releaseFault(seen([healthy, initial], { waitedMs: 30_000 }))).toEqual({
      reason: "1 of 3 targets became healthy within 30 s",
    });
  });
});
