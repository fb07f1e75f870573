import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { type BenchContext, ratios, rowOf } from "../bench.ts";
import type { BenchProcess } from "../bench-process.ts";
import { type Compared, delayRows } from "./beside-haproxy.ts";
import { runWrk, type WrkResult, wrkConnections } from "./wrk.ts";

const rounds = 7;
const secondsPerRound = 3;

/** Requests per second that both can handle easily, ten times apart. A comparison sends 100 to each lab. */
const rates = [1000, 10_000];

/**
 * What a proxy adds to the slowest answers: p99 of the lab, of HAProxy and of Node's own server and client while all
 * get the same requests per second.
 */
export async function equalRates(
  proxies: Record<Compared, BenchProcess>,
  { progress, signal }: BenchContext,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const rate of rates) {
    const meanThinkTimeMs = (wrkConnections / rate) * 1000;
    const results = await alternatingRounds(
      proxies,
      rounds,
      (round) => progress(`${rate} requests/s: ${round}`),
      ({ port }) => runWrk({ port, seconds: secondsPerRound, signal, meanThinkTimeMs }),
    );
    rows.push(...rowsFrom(rate, results));
  }
  return rows;
}

function rowsFrom(rate: number, { lab, haproxy, bareNode }: Record<Compared, WrkResult[]>): BenchRow[] {
  const p99Ms = (runs: readonly WrkResult[]) => runs.map((run) => run.p99Ms);
  const reached = (runs: readonly WrkResult[]) => runs.map((run) => run.requestsPerSecond);
  const at = `at ${rate.toLocaleString("en")}/s`;
  return [
    rowOf(`p99 of the lab ${at}`, "ms", p99Ms(lab)),
    rowOf(`p99 of HAProxy ${at}`, "ms", p99Ms(haproxy)),
    ...delayRows({ lab: p99Ms(lab), haproxy: p99Ms(haproxy), bareNode: p99Ms(bareNode) }, `p99 ${at}`, 2),
    // A slower answer delays the connection's next request a little.
    rowOf(`rate reached ${at}, lab / HAProxy`, "×", ratios(reached(lab), reached(haproxy)), {
      text: "at least 0.9",
      met: (ratio) => ratio >= 0.9,
    }),
  ];
}
