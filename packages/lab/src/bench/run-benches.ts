import { cpus } from "node:os";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { Bench, BenchContext } from "./bench.ts";
import { benchTable } from "./bench-table.ts";

export interface BenchRunOptions {
  benches: readonly Bench[];
  /** When aborted, no further bench starts. */
  signal: AbortSignal;
  /** Receives tables and results, line by line. */
  print(line: string): void;
  /** Receives progress. */
  progress(line: string): void;
  /** For benches that take them. */
  minutes?: number | undefined;
  seed?: number | undefined;
}

/** The outcome of one bench. */
export type BenchOutcome =
  | { name: string; title: string; state: "measured"; rows: BenchRow[] }
  | { name: string; title: string; state: "skipped"; reason: string }
  | { name: string; title: string; state: "crashed"; reason: string };

/**
 * Runs benches one after the other and prints each one's table as it is done. A missed goal is shown in its table; only a bench
 * that crashes is a failure, and the others still run.
 */
export async function runBenches(options: BenchRunOptions): Promise<BenchOutcome[]> {
  const { benches, print, progress, ...settings } = options;
  const { machine, node } = measuringMachine();
  print(`${machine}, Node ${node}`);
  const outcomes: BenchOutcome[] = [];
  for (const bench of benches) {
    if (settings.signal.aborted) {
      break;
    }
    const outcome = await runOne(bench, {
      ...settings,
      progress: (line) => progress(`${bench.name}: ${line}`),
    });
    outcomes.push(outcome);
    print(`\n${outcome.title} (${outcome.name})`);
    print(outcome.state === "measured" ? benchTable(outcome.rows) : `${outcome.state}: ${outcome.reason}`);
  }
  print(`\n${summary(outcomes)}`);
  return outcomes;
}

/** The machine that measures. */
export function measuringMachine(): { machine: string; node: string } {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return { machine: `${cpus().length} × ${model}`, node: process.versions.node };
}

/** Stands for all benches about how cost grows with work. */
const growthGroup = "growth";

/**
 * The benches to run, in the registry's order.
 *
 * @param names empty: all except those that take minutes
 * @throws UserMistake that lists the benches
 */
export function chooseBenches(benches: readonly Bench[], names: readonly string[]): Bench[] {
  const known = new Set(benches.map((bench) => bench.name));
  const unknown = names.filter((name) => !known.has(name) && name !== growthGroup);
  if (unknown.length > 0) {
    throw new UserMistake(
      `There is no bench ${unknown.join(", ")}. The benches are ${[...known].join(", ")}.`,
      "`pnpm lab bench --list` describes them.",
    );
  }
  if (names.length > 0) {
    const growth = names.includes(growthGroup);
    return benches.filter(
      ({ name }) => names.includes(name) || (growth && name.startsWith(`${growthGroup}-`)),
    );
  }
  return benches.filter((bench) => bench.minutes === undefined);
}

async function runOne(bench: Bench, context: BenchContext): Promise<BenchOutcome> {
  const { name, title } = bench;
  try {
    const reason = await bench.unavailable?.();
    if (reason !== undefined) {
      return { name, title, state: "skipped", reason };
    }
    return { name, title, state: "measured", rows: await bench.run(context) };
  } catch (error) {
    if (context.signal.aborted) {
      return { name, title, state: "skipped", reason: "stopped" };
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, title, state: "crashed", reason };
  }
}

function summary(outcomes: readonly BenchOutcome[]): string {
  const rows = outcomes.flatMap((outcome) => (outcome.state === "measured" ? outcome.rows : []));
  const goals = rows.flatMap(({ goal }) => (goal === undefined ? [] : [goal]));
  const missed = goals.filter((goal) => !goal.met).length;
  const count = (state: BenchOutcome["state"]) =>
    outcomes.filter((outcome) => outcome.state === state).length;
  return [
    `Benches: ${count("measured")} measured, ${count("skipped")} skipped, ${count("crashed")} crashed.`,
    `Goals: ${goals.length - missed} met, ${missed} missed.`,
  ].join(" ");
}
