import type { Experiment } from "@soft-landing/shared/experiment";
import type { Column, ProbeResult, Round } from "@soft-landing/shared/journal";
import { formatBounds, formatCount, formatMeasure, formatMs, formatShare } from "./format-figures.ts";
import { addedHistograms, latencyOf } from "./latency-histogram.ts";

/**
 * The outcome for readers who do not know the project: the circumstance, then what each build did for its
 * users.
 */
export function verdictOf(
  experiment: Pick<Experiment, "circumstance">,
  columns: readonly Pick<Column, "id">[],
  rounds: readonly Round[],
): string {
  const sentences = columns.map(({ id }) => `the ${id} build ${fateOf(id, rounds)}`);
  const [first, ...others] = sentences;
  return [
    `${experiment.circumstance}, ${first}.`,
    ...others.map((sentence) => `T${sentence.slice(1)}.`),
  ].join(" ");
}

/** What a failed promise expected and what was seen, for the terminal. */
export function failureSentence(result: ProbeResult, rounds: number, reportSection: string): string {
  const { probe, observed, bounds, columnId, heldInRounds } = result;
  const seen = [...new Set(observed.map((value) => formatMeasure(probe.measure, value)))].join(", ");
  const inRounds = rounds === 1 ? "" : ` (it held in ${heldInRounds} of ${rounds} rounds)`;
  return (
    `${columnId}: expected "${probe.name}" (${phrase(result)} ${formatBounds(probe.measure, bounds)}); ` +
    `seen ${seen}${inRounds}. In the report: ${reportSection}.`
  );
}

function phrase({ probe }: ProbeResult): string {
  return `${probe.measure}, ${probe.phase === "whole" ? "whole run" : `${probe.phase} the fault`}:`;
}

/** The outcome of the requests that were sent during the fault. */
interface Fate {
  requests: number;
  failed: number;
  degraded: number;
  p50Ms: number;
  p50BeforeMs: number;
}

function fateOf(columnId: string, rounds: readonly Round[]): string {
  const fate = pooledFate(columnId, rounds);
  return `${answersSentence(fate)}${waitClause(fate)}`;
}

function answersSentence({ requests, failed, degraded }: Fate): string {
  if (requests === 0) {
    return "received no requests";
  }
  if (failed === requests) {
    return `failed every one of ${formatCount(requests)} requests`;
  }
  if (failed > 0) {
    return `failed ${formatShare(failed / requests)} of ${formatCount(requests)} requests`;
  }
  const all = `answered all ${formatCount(requests)} requests`;
  if (degraded === requests) {
    return `${all}, with the general recommendation instead of a personal one`;
  }
  if (degraded === 0) {
    return `${all} with personal recommendations`;
  }
  return `${all}, ${formatShare(degraded / requests)} of them with the general recommendation instead of a personal one`;
}

function waitClause({ p50Ms, p50BeforeMs }: Fate): string {
  const muchSlower = p50Ms > 3 * p50BeforeMs && p50Ms - p50BeforeMs > 50;
  return muchSlower ? `, and the median one took ${formatMs(p50Ms)} instead of ${formatMs(p50BeforeMs)}` : "";
}

function pooledFate(columnId: string, rounds: readonly Round[]): Fate {
  const ofColumn = rounds.flatMap(({ columns }) => columns.filter((one) => one.columnId === columnId));
  const during = ofColumn.map(({ phases }) => phases.during);
  const sum = (values: (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const p50Of = (phase: "before" | "during") =>
    latencyOf(addedHistograms(ofColumn.map(({ phases }) => phases[phase].histogram)))?.p50Ms ?? 0;
  return {
    requests: sum(during.map(({ figures }) => figures.requests)),
    failed: sum(during.map(({ figures }) => figures.failed)),
    degraded: sum(
      during.map(({ figures }) => Math.round((figures.degradedShare ?? 0) * (figures.requests ?? 0))),
    ),
    p50Ms: p50Of("during"),
    p50BeforeMs: p50Of("before"),
  };
}
