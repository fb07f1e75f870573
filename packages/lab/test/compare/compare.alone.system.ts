import { compare } from "@soft-landing/experiments/rounds/compare";
import { type ExperimentInput, parseExperiment } from "@soft-landing/shared/experiment";
import { type Journal, journalSchema } from "@soft-landing/shared/journal";
import { beforeAll, describe, expect, test } from "vitest";
import { labContestants } from "../../src/compare/contestants.ts";
import { ensureBuilt } from "../../src/program/ensure-built.ts";
import { readStateFiles } from "../../src/state/state-file.ts";
import { useOwnStateHome } from "../state-home.ts";

/** Short and gentle: this proves the machinery; the figures come from the command itself. */
const shortOff: ExperimentInput = {
  name: "short-off",
  title: "Off for a moment",
  question: "Does the comparison see both builds' fate?",
  circumstance: "While the service was off for a moment",
  phases: { beforeSeconds: 2, faultSeconds: 5, afterSeconds: 5 },
  settle: { faultSeconds: 2, recoverySeconds: 3 },
  load: { ratePerSecond: 20, requestTimeoutSeconds: 5 },
  steadyStateHypothesis: {
    title: "basic fails, error-handling degrades",
    probes: [
      {
        name: "basic fails",
        build: "basic",
        phase: "during",
        measure: "availability",
        tolerance: { max: 0 },
      },
      {
        name: "error-handling answers",
        build: "error-handling",
        phase: "whole",
        measure: "failed",
        tolerance: { max: 0 },
      },
    ],
  },
  method: [{ name: "off", do: { action: "set-parameter", value: "false" } }],
  rollbacks: [{ name: "on", do: { action: "set-parameter", value: "true" } }],
};

function experiment() {
  const result = parseExperiment(shortOff);
  if ("mistakes" in result) {
    throw new Error(JSON.stringify(result.mistakes));
  }
  return result.experiment;
}

const ownLabs = async () => (await readStateFiles()).map(({ pid }) => pid);

describe("compare on two labs", () => {
  useOwnStateHome();
  let journal: Journal;
  let labsBefore: number[];
  beforeAll(async () => {
    await ensureBuilt(() => {});
    labsBefore = await ownLabs();
    journal = await compare({
      contestants: labContestants(),
      versions: {},
      experiment: experiment(),
      rounds: 1,
      place: "lab",
      onProgress: () => {},
      signal: new AbortController().signal,
    });
  });

  test("writes a valid journal, and its hypothesis holds", () => {
    expect(journalSchema.parse(structuredClone(journal)).probes.map(({ held }) => held)).toEqual([
      true,
      true,
    ]);
    expect(journal.verdict).toContain("the basic build failed every one of");
  });

  test("counts 5xx as the load balancer does: what basic's clients saw is ELB 5XX, not target 5XX", () => {
    const whole = journal.rounds[0]?.columns.find(({ columnId }) => columnId === "basic")?.phases.whole
      .figures;
    expect(whole?.failed).toBeGreaterThan(0);
    // Warming up ends before the first counted second, so no other request can be among them.
    expect(whole?.elb502).toBe(whole?.failed);
    expect(whole?.target5xx).toBe(0);
  });

  test("records the active settings and the machine", () => {
    expect(journal.columns.map(({ effectiveSettings }) => effectiveSettings["instances wanted"])).toEqual([
      3, 3,
    ]);
    expect(journal.machine.processors).toBeGreaterThan(0);
  });

  test("leaves no lab behind", async () => {
    expect((await ownLabs()).filter((pid) => !labsBefore.includes(pid))).toEqual([]);
  });
});

describe("compare that is ended early", () => {
  useOwnStateHome();
  test("ends its labs and its load generator", async () => {
    const before = await ownLabs();
    const stop = new AbortController();
    const run = compare({
      contestants: labContestants(),
      versions: {},
      experiment: experiment(),
      rounds: 1,
      place: "lab",
      onProgress: ({ kind }) => {
        if (kind === "warming-up") {
          stop.abort(new Error("Ctrl-C"));
        }
      },
      signal: stop.signal,
    });
    await expect(run).rejects.toThrow("Ctrl-C");
    expect((await ownLabs()).filter((pid) => !before.includes(pid))).toEqual([]);
  });
});
