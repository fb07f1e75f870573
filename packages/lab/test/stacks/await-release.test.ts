import type { Target, TargetHealth } from "@soft-landing/aws-local/load-balancer/contract";
import { describe, expect, test } from "vitest";
import { judgeRelease, type ReleaseObservation } from "../../src/stacks/await-release.ts";

const healthy: TargetHealth = { state: "healthy" };
const initial: TargetHealth = { state: "initial", reason: "Elb.InitialHealthChecking", description: "" };
const unhealthy: TargetHealth = {
  state: "unhealthy",
  reason: "Target.ResponseCodeMismatch",
  description: "Health checks failed with these codes: [500]",
};

function observed(healths: TargetHealth[], changes: Partial<ReleaseObservation> = {}): ReleaseObservation {
  const targets = healths.map((health, index) => ({ target: { id: `i-${index}` } as Target, health }));
  const instances = targets.map(({ target }) => ({ id: target.id, failures: 0, lastEnd: null }));
  return {
    ...{ required: 3, instances, failedLaunches: [], targets, waitedMs: 1_000, limitMs: 30_000 },
    ...changes,
  };
}

describe("a release", () => {
  test("serves once as many targets are healthy as the group wants instances", () => {
    expect(judgeRelease(observed([healthy, healthy, healthy]))).toEqual({ kind: "serving" });
    expect(judgeRelease(observed([healthy, healthy, initial]))).toEqual({ kind: "waiting", healthy: 2 });
  });

  test("fails early when a server keeps dying, with how it ended", () => {
    const instances = [{ id: "i-0", failures: 2, lastEnd: "ended with exit code 3" }];
    expect(judgeRelease(observed([initial], { instances }))).toEqual({
      kind: "failed",
      culprit: "i-0",
      reason: "the server on i-0 ended with exit code 3, 2 times in a row",
    });
  });

  test("fails early when its instances cannot be launched, with what the group says of it", () => {
    const failedLaunches = ["ENOSPC: no space left on device, mkdir '/x'", "another reason"];
    expect(judgeRelease(observed([], { failedLaunches }))).toEqual({
      kind: "failed",
      reason: "its instances cannot be launched: ENOSPC: no space left on device, mkdir '/x'",
    });
    expect(judgeRelease(observed([], { failedLaunches: ["once"] })).kind).toBe("waiting");
  });

  test("may stumble once", () => {
    const instances = [{ id: "i-0", failures: 1, lastEnd: "ended with exit code 3" }];
    expect(judgeRelease(observed([initial], { instances })).kind).toBe("waiting");
  });

  test("fails at the limit with what the load balancer finds wrong", () => {
    expect(judgeRelease(observed([healthy, unhealthy, initial], { waitedMs: 30_000 }))).toEqual({
      kind: "failed",
      culprit: "i-1",
      reason:
        "1 of 3 targets turned healthy within 30 s: " +
        "Target.ResponseCodeMismatch, Health checks failed with these codes: [500]",
    });
  });
});
