import { describe, expect, test } from "vitest";
import { launchWording, terminateWording } from "../../src/fleet/activity-wording.ts";

const time = new Date("2026-01-02T03:04:05.678Z");
const launched = (reason: Parameters<typeof launchWording>[1]) =>
  launchWording("i-1", reason, time, { from: 2, to: 3 });
const terminated = (reason: Parameters<typeof terminateWording>[1]) =>
  terminateWording("i-1", reason, time, { from: 3, to: 2 });

describe("the activity history, in the group's words", () => {
  test("says which instance was launched or terminated", () => {
    expect(launched("capacity").description).toBe("Launching a new EC2 instance: i-1");
    expect(terminated("capacity").description).toBe("Terminating EC2 instance: i-1");
  });

  test.each([
    ["capacity", "increasing the capacity from 2 to 3."],
    ["replacement", "in response to an unhealthy instance needing to be replaced."],
    ["rebalance", "to aid in balancing the group's zones."],
  ] as const)("says why an instance was launched: %s", (reason, words) => {
    expect(launched(reason).cause).toContain(words);
  });

  test.each([
    ["ec2-health", "in response to an EC2 health check indicating it has been terminated or stopped."],
    ["elb-health", "in response to an ELB system health check failure."],
    ["capacity", "changing the desired capacity from 3 to 0."],
    ["rebalance", "shrinking the capacity from 3 to 2.  At 2026-01-02T03:04:05Z instance i-1 was selected"],
  ] as const)("says why an instance was terminated: %s", (reason, words) => {
    expect(terminated(reason).cause).toContain(words);
  });

  test("tells times as AWS does there, without milliseconds", () => {
    expect(launched("replacement").cause).toMatch(/^At 2026-01-02T03:04:05Z an instance was launched/);
  });
});
