import { describe, expect, test } from "vitest";
import { type CapacityRequest, launchWording, terminateWording } from "../../src/fleet/activity-wording.ts";
import type { LaunchReason, TerminateReason } from "../../src/fleet/group-decisions.ts";

const time = new Date("2026-01-02T03:04:05.678Z");
const launched = (reason: LaunchReason, request: CapacityRequest | null = null) =>
  launchWording("i-1", reason, time, { from: 2, to: 3 }, request);
const terminated = (reason: TerminateReason, request: CapacityRequest | null = null) =>
  terminateWording("i-1", reason, time, { from: 3, to: 2 }, request);

describe("the descriptions of the activity history", () => {
  test("say which instance was launched or terminated", () => {
    expect(launched("capacity").description).toBe("Launching a new EC2 instance: i-1");
    expect(terminated("capacity").description).toBe("Terminating EC2 instance: i-1");
  });

  test.each([
    ["capacity", "increasing the capacity from 2 to 3."],
    ["replacement", "in response to an unhealthy instance needing to be replaced."],
    ["rebalance", "to aid in balancing the group's zones."],
  ] as const)("say why an instance was launched: %s", (reason, words) => {
    expect(launched(reason).cause).toContain(words);
  });

  test.each([
    ["ec2-health", "in response to an EC2 health check indicating it has been terminated or stopped."],
    ["elb-health", "in response to an ELB system health check failure."],
    ["capacity", "At 2026-01-02T03:04:05Z an instance was taken out of service in response to a difference"],
  ] as const)("say why an instance was terminated: %s", (reason, words) => {
    expect(terminated(reason).cause).toContain(words);
  });

  test("names the person's request that changed the capacity, while it is being fulfilled", () => {
    expect(launched("capacity", { kind: "created", desiredCapacity: 3 }).cause).toMatch(
      /^At \S+ a user request created an AutoScalingGroup changing the desired capacity from 0 to 3\. {2}At/,
    );
    const updated = {
      kind: "updated",
      minSize: 1,
      maxSize: 4,
      previousCapacity: 3,
      desiredCapacity: 2,
    } as const;
    expect(terminated("capacity", updated).cause).toMatch(
      /^At \S+ a user request update of AutoScalingGroup constraints to min: 1, max: 4, desired: 2 changing the desired capacity from 3 to 2\. {2}At/,
    );
    expect(terminated("elb-health", updated).cause).not.toContain("user request");
  });

  test("are whole sentences", () => {
    const at = "At 2026-01-02T03:04:05Z";
    const causes = (["capacity", "replacement", "rebalance"] as const).map(
      (reason) => launched(reason).cause,
    );
    expect(causes).toEqual([
      `${at} an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 3.`,
      `${at} an instance was launched in response to an unhealthy instance needing to be replaced.`,
      `${at} an instance was launched to aid in balancing the group's zones.`,
    ]);
    const reasons = ["ec2-health", "elb-health", "capacity"] as const;
    expect(reasons.map((reason) => terminated(reason).cause)).toEqual([
      `${at} an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.`,
      `${at} an instance was taken out of service in response to an ELB system health check failure.`,
      `${at} an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2.  ${at} instance i-1 was selected for termination.`,
    ]);
  });

  test("give times as AWS does there, without milliseconds", () => {
    expect(launched("replacement").cause).toMatch(/^At 2026-01-02T03:04:05Z an instance was launched/);
  });
});
