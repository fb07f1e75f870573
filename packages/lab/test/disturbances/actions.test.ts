import { experiments } from "@soft-landing/experiments/experiments/registry";
import { parseExperiment } from "@soft-landing/shared/experiment";
import { describe, expect, test } from "vitest";
import { labOnlyReason } from "../../src/compare/aws-subject.ts";
import { commandLineOf, optionsOf, verbOf } from "../../src/disturbances/command-line.ts";
import { actionNamed, actions, experimentActionSchema } from "../../src/disturbances/registry.ts";

describe("the list of actions", () => {
  test("has each name and each verb once", () => {
    const names = actions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const verbs = actions.flatMap(({ command }) => command ?? []).map((command) => command.split(" <")[0]);
    expect(new Set(verbs).size).toBe(verbs.length);
  });

  test("refuses an unknown name with the known ones", () => {
    expect(() => actionNamed("explode")).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining("kill-instance") }),
    );
  });

  test.each(actions.map((action) => [action.name, action] as const))(
    "%s describes its arguments",
    (_name, action) => {
      for (const { name, description } of verbOf(action).args) {
        expect(Object.keys(action.parameters.shape), name).toContain(name);
        expect(description).not.toBe("");
      }
      for (const { description, flag } of optionsOf(action.parameters)) {
        expect(description, flag).not.toBe("");
      }
      for (const { parameters } of action.presets ?? []) {
        expect(action.parameters.safeParse(parameters).error).toBeUndefined();
      }
    },
  );
});

describe("a step of an experiment", () => {
  test.each(experiments.map((experiment) => [experiment.name, experiment] as const))(
    "of %s is an action with its parameters",
    (_name, experiment) => {
      expect(parseExperiment(experiment, experimentActionSchema)).toHaveProperty("experiment");
    },
  );

  test.each([
    [{ action: "explode" }, "method.0.do.action", /actions are .*kill-instance/],
    [{ action: "kill-instance" }, "method.0.do", /Name it, or give its position/],
    [
      { action: "kill-instance", instance: "i-1", position: 0 },
      "method.0.do",
      /Name it, or give its position/,
    ],
    [{ action: "zone-down", position: -1 }, "method.0.do.position", />=0/],
    [{ action: "add-fault", service: "dynamodb" }, "method.0.do", /needs an effect/],
    [{ action: "add-fault", hang: true, error: { code: "E" } }, "method.0.do", /Choose one/],
    [{ action: "add-fault", service: "s3", hang: true }, "method.0.do.service", /dynamodb/],
    [{ action: "clear-faults", all: true }, "method.0.do", /"all"/],
  ])("that says %j is refused at %s", (action, path, message) => {
    const [experiment] = experiments;
    const method = [{ name: "something", do: action }];
    const result = parseExperiment({ ...experiment, method }, experimentActionSchema);
    expect(result).toEqual({
      mistakes: [expect.objectContaining({ path, message: expect.stringMatching(message) })],
    });
  });

  test("says which experiments are not possible on AWS, and why", () => {
    const possible = experiments.filter((experiment) => labOnlyReason(experiment, "on AWS") === undefined);
    expect(possible.map(({ name }) => name)).toEqual(["dependency-off"]);
    expect(labOnlyReason(experiments[2] ?? expect.fail(), "on AWS")).toBe(
      "dependency-hang skipped on AWS: it needs a lab that compare starts, for add-fault, clear-faults.",
    );
  });
});

describe("the command line that does the same", () => {
  test.each([
    ["kill-instance", { instance: "i-1" }, "pnpm lab kill i-1"],
    ["set-parameter", { value: "it's off" }, `pnpm lab param set 'it'\\''s off'`],
    ["clear-faults", { ids: ["a", "b"] }, "pnpm lab fault clear a b"],
    ["clear-faults", {}, "pnpm lab fault clear"],
    [
      "add-fault",
      {
        service: "dynamodb",
        error: { code: "Throttling", statusCode: 503 },
        target: { availabilityZone: "us-east-1a" },
      },
      "pnpm lab fault set --service dynamodb --error Throttling --status 503 --zone us-east-1a",
    ],
    ["add-fault", { hang: true, probability: 1 }, "pnpm lab fault set --hang"],
    ["slow-instance", { instance: "i-1", latencyMs: 200 }, "pnpm lab slow i-1 --latency 200"],
    ["switch-build", { to: "basic" }, null],
  ])("as %s with %j is %s", (name, parameters, commandLine) => {
    expect(commandLineOf(actionNamed(name), parameters)).toBe(commandLine);
  });
});
