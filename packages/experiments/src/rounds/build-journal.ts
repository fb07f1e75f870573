import { cpus, release, totalmem, type } from "node:os";
import type { Journal } from "@soft-landing/shared/journal";
import { judge } from "../judging/judge.ts";
import { summarise } from "../judging/summary.ts";
import { verdictOf } from "../judging/verdict.ts";

/** The measurements. The rest of a journal is derived from them. */
export type MeasuredRun = Omit<Journal, "kind" | "version" | "summary" | "probes" | "held" | "verdict">;

/** Summarises the rounds, compares them with the hypothesis and puts the outcome into words. */
export function buildJournal(run: MeasuredRun): Journal {
  const probes = judge(run.experiment, run.columns, run.rounds);
  return {
    kind: "soft-landing/compare",
    version: 1,
    ...run,
    summary: summarise(run.rounds),
    probes,
    held: probes.every(({ held }) => held),
    verdict: verdictOf(run.experiment, run.columns, run.rounds),
  };
}

/** The machine this runs on. */
export function thisMachine(): Journal["machine"] {
  const processors = cpus();
  return {
    processors: Math.max(1, processors.length),
    model: processors[0]?.model.trim() ?? "unknown",
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
  };
}
