import type { Phase } from "@soft-landing/shared/experiment";
import type {
  BalancerPeriod,
  Column,
  ColumnRound,
  Journal,
  Latency,
  RunEvent,
} from "@soft-landing/shared/journal";
import { spreadOf } from "../judging/summary.ts";

/** A journal, and its name if there are several side by side. */
export interface ReportSource {
  journal: Journal;
  label?: string;
}

/** One second of one build, over all rounds. */
export interface PlottedSecond {
  second: number;
  /** Shares of the requests that were sent in this second; null if there were none. */
  shares: { personal: number; degraded: number; failed: number } | null;
  /** Each percentile is the median over the rounds. The maximum is that of all rounds. */
  latency: Latency | null;
}

/** A part of the time axis during which a fault was active. */
export interface FaultBand {
  fromSeconds: number;
  toSeconds: number;
  beginning: string;
  /** What ended it; null if nothing did. */
  end: string | null;
}

/** One build of one journal, ready to be drawn. */
export interface ReportColumn {
  key: string;
  name: string;
  column: Column;
  journal: Journal;
  rounds: ColumnRound[];
  durationSeconds: number;
  seconds: PlottedSecond[];
  /** The mean over the rounds. A count that no round has is absent. */
  balancer: BalancerPeriod[];
  balancerPeriodSeconds: number;
  band: FaultBand;
  phaseShares: Record<Exclude<Phase, "whole">, PlottedSecond["shares"]>;
}

export function reportColumns(sources: readonly ReportSource[]): ReportColumn[] {
  return sources.flatMap(({ journal, label }, sourceIndex) =>
    journal.columns.map((column) => {
      const rounds = journal.rounds.flatMap(({ columns }) =>
        columns.filter(({ columnId }) => columnId === column.id),
      );
      return {
        key: `${sourceIndex}-${column.id}`,
        name: label === undefined ? column.id : `${column.id} · ${label}`,
        column,
        journal,
        rounds,
        durationSeconds: journal.settings.durationSeconds,
        seconds: plottedSeconds(rounds),
        balancer: meanBalancer(rounds),
        balancerPeriodSeconds: rounds[0]?.balancerPeriodSeconds ?? 1,
        band: faultBand(journal, rounds),
        phaseShares: {
          before: phaseShares(rounds, "before"),
          during: phaseShares(rounds, "during"),
          after: phaseShares(rounds, "after"),
        },
      };
    }),
  );
}

function plottedSeconds(rounds: readonly ColumnRound[]): PlottedSecond[] {
  const bySecond = Map.groupBy(
    rounds.flatMap(({ seconds }) => seconds),
    ({ second }) => second,
  );
  return [...bySecond]
    .toSorted(([a], [b]) => a - b)
    .map(([second, inRounds]) => {
      const latencies = inRounds.map(({ latency }) => latency).filter((latency) => latency !== null);
      const middle = (key: "p50Ms" | "p975Ms" | "p99Ms") =>
        spreadOf(latencies.map((latency) => latency[key])).median;
      return {
        second,
        shares: sharesOf(
          sum(inRounds.map(({ personal }) => personal)),
          sum(inRounds.map(({ degraded }) => degraded)),
          sum(inRounds.map(({ failed }) => failed)),
        ),
        latency:
          latencies.length === 0
            ? null
            : {
                p50Ms: middle("p50Ms"),
                p975Ms: middle("p975Ms"),
                p99Ms: middle("p99Ms"),
                maxMs: Math.max(...latencies.map(({ maxMs }) => maxMs)),
              },
      };
    });
}

function phaseShares(rounds: readonly ColumnRound[], phase: Phase): PlottedSecond["shares"] {
  const figures = rounds.map(({ phases }) => phases[phase].figures);
  const count = (key: "personalShare" | "degradedShare" | "failedShare") =>
    sum(figures.map((one) => (one[key] ?? 0) * (one.requests ?? 0)));
  return sharesOf(count("personalShare"), count("degradedShare"), count("failedShare"));
}

function sharesOf(personal: number, degraded: number, failed: number): PlottedSecond["shares"] {
  const all = personal + degraded + failed;
  return all === 0 ? null : { personal: personal / all, degraded: degraded / all, failed: failed / all };
}

function meanBalancer(rounds: readonly ColumnRound[]): BalancerPeriod[] {
  const sums = new Map<number, BalancerPeriod>();
  for (const period of rounds.flatMap(({ balancer }) => balancer)) {
    const total = sums.get(period.second) ?? { second: period.second };
    sums.set(period.second, total);
    for (const [key, value] of Object.entries(period) as [keyof BalancerPeriod, number][]) {
      if (key !== "second") {
        total[key] = (total[key] ?? 0) + value / rounds.length;
      }
    }
  }
  return [...sums.values()].toSorted((a, b) => a.second - b.second);
}

function faultBand(journal: Journal, rounds: readonly ColumnRound[]): FaultBand {
  const events = rounds[0]?.events ?? [];
  const ofKind = (kind: RunEvent["kind"]) => events.filter((event) => event.kind === kind);
  const { beforeSeconds, faultSeconds, afterSeconds } = journal.experiment.phases;
  const [fault] = ofKind("fault");
  const [rollback] = ofKind("rollback");
  return {
    fromSeconds: fault?.startedAtSeconds ?? beforeSeconds,
    // A fault that nothing undoes, such as a kill, has no end on the time axis.
    toSeconds: rollback?.startedAtSeconds ?? beforeSeconds + faultSeconds + afterSeconds,
    beginning: fault?.name ?? journal.experiment.method[0]?.name ?? "fault",
    end: rollback?.name ?? null,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
