import { expect, test } from "vitest";
import { planBlock } from "./shell-blocks.ts";

function plan(text: string, tools: readonly string[] = []) {
  return planBlock({ line: 1, language: "sh", text }, (tool) => tools.includes(tool));
}

test("a quick start does not clone; its lab is started in the background", () => {
  expect(
    plan(
      "git clone https://example.test/x.git\ncd x\nnpx pnpm@12 lab   # ready in seconds\nnpx pnpm@12 turbo test",
    ),
  ).toMatchObject({
    skipped: undefined,
    lab: "npx pnpm@12 lab",
    script: "",
  });
});

test("verbs of a running lab are a script", () => {
  expect(plan("pnpm lab param set false\n# and then\ncurl -s localhost")).toMatchObject({
    lab: undefined,
    script: "pnpm lab param set false\ncurl -s localhost",
  });
});

test("Pulumi's verbs run in an empty lab if Pulumi is installed", () => {
  const text = 'eval "$(pnpm -s lab env)"\ncd packages/infra && pulumi stack init basic\npulumi up';
  expect(plan(text, ["pulumi", "pulumi-language-nodejs"])).toEqual({
    line: 1,
    into: "empty lab",
    skipped: undefined,
    lab: undefined,
    script: text,
  });
  expect(plan(text).skipped).toBe("the Pulumi CLI with its language host for Node.js is not installed");
});

test.each([
  ["pnpm pulumi up --stack basic", "needs an AWS account"],
  ["pulumi up", "needs an AWS account"],
  ["pnpm lab walkthrough --aws", "needs an AWS account"],
  ["aws elbv2 describe-target-health", "the AWS CLI is not installed"],
  ["pnpm lab kill <instance>", "has a placeholder"],
  [".ci/run", "is what runs this test"],
])("%s does not run here: %s", (text, reason) => {
  expect(plan(text).skipped).toBe(reason);
});
