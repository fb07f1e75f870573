import { describe, expect, test } from "vitest";
import { architectureOf, instanceTypePattern, machineImageParameter } from "../../src/plan/instance-type.ts";

describe("the architecture of an instance type", () => {
  test.each([
    "t4g.micro",
    "m7g.large",
    "c7gn.xlarge",
    "m6gd.metal",
    "x2gd.medium",
    "im4gn.large",
    "is4gen.large",
    "g5g.xlarge",
    "hpc7g.4xlarge",
    "a1.medium",
    "r8gb.large",
  ])("%s is arm64", (type) => {
    expect(architectureOf(type)).toBe("arm64");
  });

  test.each([
    "t3.micro",
    "t3a.micro",
    "g4dn.xlarge",
    "g5.xlarge",
    "gr6.4xlarge",
    "m7i-flex.large",
    "p4d.24xlarge",
    "u-6tb1.metal",
    "u7i-12tb.224xlarge",
    "trn1.2xlarge",
    "c5n.large",
  ])("%s is x86_64", (type) => {
    expect(architectureOf(type)).toBe("x86_64");
  });

  test("decides the machine image", () => {
    expect(machineImageParameter("arm64")).toMatch(/al2023-ami-kernel-default-arm64$/);
    expect(machineImageParameter("x86_64")).toMatch(/al2023-ami-kernel-default-x86_64$/);
  });
});

test.each(["t4g", "micro", "t4g micro", "T4G.micro", ".micro"])("%j is no instance type", (type) => {
  expect(type).not.toMatch(instanceTypePattern);
});
