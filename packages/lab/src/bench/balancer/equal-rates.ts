import { type BenchContext, type BenchRow, ratios, rowOf } from "../bench.ts";
import type { BenchProcess } from "../bench-process.ts";
import { runWrk, wrkConnections } from "./wrk.ts";

const rounds = 7;
const secondsPerRound = 3;

/** Requests per second that both can take with ease, ten times apart; a comparison sends 100 to each lab. */
const rates = [1000, 10_000];

/** What a proxy adds to the slowest answers: p99 of the lab and of HAProxy while both get the same requests per second. */
export async function equalRates(
  proxies: { lab: BenchProcess; haproxy: BenchProcess },
  { progress, signal }: BenchContext,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const rate of rates) {
    const meanThinkTimeMs = (wrkConnections / rate) * 1000;
    const lab: Samples = { p99Ms: [], requestsPerSecond: [] };
    const haproxy: Samples = { p99Ms: [], requestsPerSecond: [] };
    for (let round = 1; round <= rounds; round += 1) {
      progress(`${rate} requests/s: round ${round} of ${rounds}`);
      for (const [{ port }, samples] of [
        [proxies.lab, lab],
        [proxies.haproxy, haproxy],
      ] as const) {
        const run = await runWrk({ port, seconds: secondsPerRound, signal, meanThinkTimeMs });
        samples.p99Ms.push(run.p99Ms);
        samples.requestsPerSecond.push(run.requestsPerSecond);
      }
    }
    rows.push(...rowsFrom(rate, lab, haproxy));
  }
  return rows;
}

interface Samples {
  p99Ms: number[];
  requestsPerSecond: number[];
}

function rowsFrom(rate: number, lab: Samples, haproxy: Samples): BenchRow[] {
  const at = `at ${rate.toLocaleString("en")}/s`;
  return [
    rowOf(`p99 of the lab ${at}`, "ms", lab.p99Ms),
    rowOf(`p99 of HAProxy ${at}`, "ms", haproxy.p99Ms),
    rowOf(`p99 ${at}, lab / HAProxy`, "×", ratios(lab.p99Ms, haproxy.p99Ms), {
      text: "at most 3",
      met: (ratio) => ratio <= 3,
    }),
    // A slower answer delays the connection's next request a little.
    rowOf(
      `rate reached ${at}, lab / HAProxy`,
      "×",
      ratios(lab.requestsPerSecond, haproxy.requestsPerSecond),
      {
        text: "at least 0.9",
        met: (ratio) => ratio >= 0.9,
      },
    ),
  ];
}
