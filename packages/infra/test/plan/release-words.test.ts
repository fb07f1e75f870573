import { judgeRelease, type ReleaseObservation } from "@soft-landing/shared/release-verdict";
import { expect, test } from "vitest";
import { failureOf, progressOf } from "../../src/plan/release-words.ts";

const facts = {
  build: "error-handling",
  autoScalingGroupName: "group",
  region: "eu-west-1",
  profile: undefined,
  failedLaunch: undefined,
};
const instances = ["i-1", "i-2", "i-3"].map((instanceId, index) => ({
  instanceId,
  availabilityZone: `eu-west-1${"abc"[index]}`,
  lifecycleState: "InService",
}));
const sick = {
  state: "unhealthy",
  reason: "Target.ResponseCodeMismatch",
  description: "Health checks failed with these codes: [502]",
};
const old = { instanceId: "i-old", state: "healthy" };
const verdict = (changes: Partial<ReleaseObservation> = {}) =>
  judgeRelease({
    required: 3,
    instances,
    targets: [{ instanceId: "i-1", state: "healthy" }, { instanceId: "i-2", ...sick }, old],
    ...changes,
  });

test("progress says how many of how many are healthy, and what the load balancer says of the others", () => {
  expect(progressOf(verdict())).toBe(
    "1 of 3 new instances are healthy, 1 unhealthy (Target.ResponseCodeMismatch), 1 unused (Target.NotRegistered)",
  );
});

test("progress says why there are no instances", () => {
  expect(progressOf(verdict({ instances: [] }), "no capacity")).toBe(
    "0 of 3 new instances are healthy, a launch failed: no capacity",
  );
});

test("a failure names instance, zone, reason code and description, what serves, and what to do", () => {
  const text = failureOf(verdict(), facts, 900_000);
  expect(text).toContain(
    "build error-handling does not serve: 1 of 3 instances of group are healthy after 15 minutes",
  );
  expect(text).toContain(
    "  i-2 in eu-west-1b, InService: unhealthy, Target.ResponseCodeMismatch, Health checks failed with these codes: [502]",
  );
  expect(text).toContain("1 healthy instances of another release keep serving");
  expect(text).toContain(
    "aws ec2 get-console-output --latest --output text --region eu-west-1 --instance-id i-2",
  );
  expect(text).toContain("To go back: restore the config");
});

test("the first release of all has nothing to go back to", () => {
  const text = failureOf(verdict({ targets: [] }), facts, 900_000);
  expect(text).toContain("No instance of another release is healthy");
  expect(text).toContain("To give up: pulumi destroy");
  expect(text).not.toContain("To go back");
});

test("a failure without instances tells of the launch that failed, and of no console to read", () => {
  const text = failureOf(verdict({ instances: [] }), { ...facts, failedLaunch: "VcpuLimitExceeded" }, 60_000);
  expect(text).toContain("The last launch that failed: VcpuLimitExceeded");
  expect(text).not.toContain("get-console-output");
});

test("a profile is part of the command to copy", () => {
  expect(failureOf(verdict(), { ...facts, profile: "work" }, 60_000)).toContain(
    "--region eu-west-1 --profile work",
  );
});
