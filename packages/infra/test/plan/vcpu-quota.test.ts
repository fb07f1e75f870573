import { expect, test } from "vitest";
import { isStandardType, vcpuWarning } from "../../src/plan/vcpu-quota.ts";

const three = { instanceType: "t4g.micro", vcpus: 2, instanceCount: 3 };

test("a quota for two releases side by side needs no warning", () => {
  expect(vcpuWarning({ ...three, quota: 12 })).toBeUndefined();
});

test("a quota for only one release gives a warning with the vCPUs of a change", () => {
  expect(vcpuWarning({ ...three, quota: 8 })).toMatch(
    /6 vCPUs.*quota is 8.*twice as many, 12.*--desired-value 16/,
  );
});

test("a quota below the first release gives a warning: new accounts have five vCPUs", () => {
  expect(vcpuWarning({ ...three, quota: 5 })).toMatch(/6 vCPUs.*quota is 5.*Not all instances will start/);
});

test("the complete warning has the sum, the consequence and the command that requests more", () => {
  expect(vcpuWarning({ ...three, quota: 8 })).toBe(
    "3 t4g.micro of 2 vCPUs are 6 vCPUs, and the account's quota is 8 for all its running instances. " +
      "They will start, but a change of release needs twice as many, 12, and its instances will not start. " +
      "Ask for more: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value 16",
  );
  expect(vcpuWarning({ ...three, instanceCount: 10, quota: 19 })).toContain("--desired-value 40");
});

test("a quota for exactly one release lets it start", () => {
  expect(vcpuWarning({ ...three, quota: 6 })).toContain("They will start");
  expect(vcpuWarning({ ...three, quota: 11 })).toContain("They will start");
});

test.each([
  ["xt4g.micro", false],
  ["t4g.micro", true],
  ["m7i-flex.large", true],
  ["im4gn.large", true],
  ["is4gen.large", true],
  ["g4dn.xlarge", false],
  ["inf1.xlarge", false],
  ["hpc7g.4xlarge", false],
  ["x2gd.medium", false],
])("%s counts towards the quota of standard instances: %s", (instanceType, standard) => {
  expect(isStandardType(instanceType)).toBe(standard);
});
