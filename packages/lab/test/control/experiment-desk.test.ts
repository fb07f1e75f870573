import { experiments } from "@soft-landing/experiments/experiments/registry";
import type { CompareProgress } from "@soft-landing/experiments/rounds/compare";
import type { Journal } from "@soft-landing/shared/journal";
import { expect, test } from "vitest";
import { createExperimentDesk, type ExperimentDeskOptions } from "../../src/control/experiment-desk.ts";

const [first] = experiments;
if (first === undefined) {
  throw new Error("there is no experiment");
}

type Outcomes = Record<"personal" | "degraded" | "failed", number>;

/** A desk whose comparisons end when the test says so. */
function desk(overrides: Partial<ExperimentDeskOptions> = {}) {
  const running = Promise.withResolvers<Journal>();
  const labEnds = new AbortController();
  const made = createExperimentDesk({
    experiments,
    compare({ signal, onProgress }) {
      onProgress({ kind: "starting", round: 1, builds: ["basic", "error-handling"] });
      signal.addEventListener("abort", () => running.reject(signal.reason));
      return running.promise;
    },
    writeReport: async () => "report.html",
    nowMs: () => 1_000,
    signal: labEnds.signal,
    ...overrides,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { desk: made, running, labEnds, settled };
}

test("a run reports its progress and ends with its verdict and report", async () => {
  const { desk: one, running, settled } = desk();
  one.start(first.name);
  expect(one.current()).toMatchObject({
    state: "running",
    progress: ["Starting basic and error-handling, a lab for each."],
  });
  running.resolve({ held: true, verdict: "All held." } as Journal);
  await settled();
  expect(one.current()).toMatchObject({ state: "held", report: "report.html", endedAt: expect.any(String) });
  expect(one.current()?.progress.at(-1)).toBe("All held.");
});

test("a run reports for each second and build what users got, and when something was done", () => {
  let tell: (progress: CompareProgress) => void = () => {};
  const { desk: one } = desk({
    compare({ onProgress }) {
      tell = onProgress;
      return new Promise(() => {});
    },
  });
  one.start(first.name);
  const load = (second: number, counts: Record<string, Outcomes>): void =>
    tell({ kind: "load", round: 1, durationSeconds: 30, load: { second, counts, inFlight: 0 } });
  load(0, { basic: { personal: 10, degraded: 0, failed: 0 } });
  tell({ kind: "action", round: 1, name: "switch off" });
  load(1, { basic: { personal: 12, degraded: 0, failed: 8 } });
  expect(one.current()?.race).toEqual({
    durationSeconds: 30,
    columns: [
      {
        build: "basic",
        seconds: [
          { second: 0, personal: 10, degraded: 0, failed: 0 },
          { second: 1, personal: 2, degraded: 0, failed: 8 },
        ],
      },
    ],
    marks: [{ second: 0, effect: "breaks", text: "switch off" }],
  });
});

test("a second run is refused while one is under way", () => {
  const { desk: one } = desk();
  one.start(first.name);
  expect(() => one.start(first.name)).toThrow(expect.objectContaining({ status: 409 }));
});

test("an unknown experiment is refused with the known names", () => {
  const { desk: one } = desk();
  expect(() => one.start("no-such")).toThrow(
    expect.objectContaining({ status: 404, remedy: expect.stringContaining(first.name) }),
  );
});

test("cancelling ends the run, and another can start", async () => {
  const { desk: one, settled } = desk();
  one.start(first.name);
  one.cancel();
  await settled();
  expect(one.current()?.state).toBe("cancelled");
  expect(() => one.start(first.name)).not.toThrow();
});

test("a run ends with its lab", async () => {
  const { desk: one, labEnds, settled } = desk();
  one.start(first.name);
  labEnds.abort(new Error("the lab ends"));
  await settled();
  expect(one.current()?.state).toBe("cancelled");
});

test("a run that fails says why", async () => {
  const { desk: one, running, settled } = desk();
  one.start(first.name);
  running.reject(new Error("no artifact"));
  await settled();
  expect(one.current()).toMatchObject({ state: "failed" });
  expect(one.current()?.progress.at(-1)).toContain("no artifact");
});

test("the progress of the load is one line that is rewritten", () => {
  const load = (second: number) => ({
    kind: "load" as const,
    round: 1,
    load: { second, counts: { basic: { personal: 1, degraded: 0, failed: 0 } }, inFlight: 0 },
    durationSeconds: 20,
  });
  const { desk: one } = desk({
    compare({ onProgress }) {
      for (const second of [1, 2, 3]) {
        onProgress(load(second));
      }
      return new Promise(() => {});
    },
  });
  one.start(first.name);
  expect(one.current()?.progress).toEqual(["Second 3 of 20: basic 1 personal, 0 degraded, 0 failed."]);
});
