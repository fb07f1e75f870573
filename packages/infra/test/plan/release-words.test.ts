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

test("progress says how many of how many are healthy, and what the load balancer says about the others", () => {
  expect(progressOf(verdict())).toBe(
    "1 of 3 new instances are healthy, 1 unhealthy (Target.ResponseCodeMismatch), 1 unused (Target.NotRegistered)",
  );
});

test("progress says why there are no instances", () => {
  expect(progressOf(verdict({ instances: [] }), "no capacity")).toBe(
    "0 of 3 new instances are healthy, a launch failed: no capacity",
  );
});

test("an instance without a reason is shown by its state", () => {
  const targets = instances.map(({ instanceId }) => ({ instanceId, state: "initial" }));
  const initial = verdict({ targets });
  expect(progressOf(initial)).toBe("0 of 3 new instances are healthy, 3 initial");
  expect(failureOf(initial, facts, 60_000)).toContain("\n  i-1 in eu-west-1a, InService: initial\n");
});

test("a failure names instance, zone, reason code and description, what serves, and what to do", () => {
  const text = failureOf(verdict(), facts, 900_000);
  expect(text).toContain(
    "build error-handling is not healthy: 1 of 3 instances of group are healthy after 15 minutes",
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

test("a failure has its complete message", () => {
  expect(failureOf(verdict(), { ...facts, failedLaunch: "no capacity" }, 900_000)).toBe(
    [
      "The release of build error-handling is not healthy: 1 of 3 instances of group are healthy after 15 minutes.",
      "  i-2 in eu-west-1b, InService: unhealthy, Target.ResponseCodeMismatch, Health checks failed with these codes: [502]",
      "  i-3 in eu-west-1c, InService: unused, Target.NotRegistered, Target is not registered to the target group",
      "  The last launch that failed: no capacity",
      "Nothing was deleted: 1 healthy instances of another release keep serving.",
      "To read what an instance wrote: aws ec2 get-console-output --latest --output text --region eu-west-1 --instance-id i-2",
      "To wait longer: pulumi up. It does not create a second group.",
      "To go back: restore the config, for a build with `pulumi config set build NAME`, then pulumi up.",
      "For more, read docs/when-up-fails.md.",
    ].join("\n"),
  );
});

test("the first release of a stack has a message that says what to do instead of going back", () => {
  expect(failureOf(verdict({ instances: [], targets: [] }), facts, 60_000)).toBe(
    [
      "The release of build error-handling is not healthy: 0 of 3 instances of group are healthy after 60 seconds.",
      "Nothing was deleted. No instance of another release is healthy.",
      "To wait longer: pulumi up. It does not create a second group.",
      "To try something else: change the config, then pulumi up. To give up: pulumi destroy.",
      "For more, read docs/when-up-fails.md.",
    ].join("\n"),
  );
});

test("a wait is given in seconds up to two minutes", () => {
  const waited = (ms: number) => /after (.*)\.\n/.exec(failureOf(verdict(), facts, ms))?.[1];
  expect([1_400, 119_999, 120_000, 150_000].map(waited)).toEqual([
    "1 seconds",
    "120 seconds",
    "2 minutes",
    "3 minutes",
  ]);
});

test("the first release of a stack has no release to go back to", () => {
  const text = failureOf(verdict({ targets: [] }), facts, 900_000);
  expect(text).toContain("No instance of another release is healthy");
  expect(text).toContain("To give up: pulumi destroy");
  expect(text).not.toContain("To go back");
});

test("a failure without instances names the failed launch, and no console to read", () => {
  const text = failureOf(verdict({ instances: [] }), { ...facts, failedLaunch: "VcpuLimitExceeded" }, 60_000);
  expect(text).toContain("The last launch that failed: VcpuLimitExceeded");
  expect(text).not.toContain("get-console-output");
});

test("a profile is part of the printed command", () => {
  expect(failureOf(verdict(), { ...facts, profile: "work" }, 60_000)).toContain(
    "--region eu-west-1 --profile work",
  );
});
