import { describe, expect, test } from "vitest";
import { type ExperimentInput, parseExperiment } from "../src/experiment.ts";

const valid: ExperimentInput = {
  name: "mine",
  title: "Mine",
  question: "What happens?",
  circumstance: "While nothing happened",
  phases: { beforeSeconds: 5, faultSeconds: 10, afterSeconds: 8 },
  steadyStateHypothesis: {
    title: "Nothing is lost",
    probes: [{ name: "all", build: "every", phase: "whole", measure: "availability", tolerance: { min: 1 } }],
  },
  method: [{ name: "switch off", do: { action: "set-parameter", value: "false" } }],
  rollbacks: [{ name: "switch on", do: { action: "set-parameter", value: "true" } }],
};

describe("parseExperiment", () => {
  test("fills in optional parts", () => {
    expect(parseExperiment(valid)).toMatchObject({
      experiment: {
        load: { ratePerSecond: 100, requestTimeoutSeconds: 10 },
        settle: { faultSeconds: 0.25, recoverySeconds: 3 },
        method: [{ atSeconds: 0 }],
      },
    });
  });

  test("reports mistakes of shape and time together, each with place and value", () => {
    const result = parseExperiment({
      ...valid,
      name: "Not A Name",
      surprise: true,
      settle: { recoverySeconds: 8 },
      method: [{ name: "late", atSeconds: 10, do: { action: "set-parameter", value: "false" } }],
      rollbacks: [{ name: "what", do: { explode: true } }],
    });
    expect(result).toHaveProperty("mistakes");
    const mistakes = "mistakes" in result ? result.mistakes : [];
    expect(mistakes.map(({ path }) => path).sort()).toEqual([
      "(the experiment)",
      "method.0.atSeconds",
      "name",
      "rollbacks.0.do.action",
      "settle.recoverySeconds",
    ]);
    expect(mistakes.find(({ path }) => path === "method.0.atSeconds")).toMatchObject({ value: 10 });
  });

  test("refuses a tolerance without a limit and one that nothing can meet", () => {
    const withTolerance = (tolerance: object) =>
      parseExperiment({
        ...valid,
        steadyStateHypothesis: {
          title: "t",
          probes: [{ name: "p", build: "basic", phase: "during", measure: "p50Ms", tolerance }],
        },
      });
    expect(withTolerance({})).toHaveProperty("mistakes");
    expect(withTolerance({ min: 2, max: 1 })).toHaveProperty("mistakes");
    expect(withTolerance({ max: 1 })).toHaveProperty("experiment");
  });

  test("limits the time of a run", () => {
    const result = parseExperiment({
      ...valid,
      phases: { beforeSeconds: 400, faultSeconds: 400, afterSeconds: 400 },
    });
    expect(result).toMatchObject({ mistakes: [{ path: "phases", value: 1200 }] });
  });
});
