import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { type BenchContext, ratios, rowOf } from "../bench.ts";
import { type BenchProcess, withCpuSeconds } from "../bench-process.ts";
import { runH2load } from "./h2load.ts";
import { runWrk } from "./wrk.ts";

const rounds = 5;
const secondsPerRound = 3;

const protocols = {
  HTTPS: (port: number, signal: AbortSignal) =>
    runWrk({ port, secure: true, seconds: secondsPerRound, signal }),
  "HTTP/2": async (port: number, signal: AbortSignal) => ({
    requests: await runH2load(port, secondsPerRound, signal),
  }),
} as const;

/**
 * Requests per CPU second of the proxy's process over HTTPS and over HTTP/2, with one certificate for both and in alternating
 * rounds. Connections are kept, so that it is the records that cost, and not the handshakes.
 */
export async function secureLoad(
  proxies: { lab: BenchProcess; haproxy: BenchProcess },
  { progress, signal }: BenchContext,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [protocol, load] of Object.entries(protocols)) {
    const perCpuSecond = await alternatingRounds(
      proxies,
      rounds,
      (round) => progress(`${protocol}: ${round}`),
      async (proxy) => {
        const { requests, cpuSeconds } = await withCpuSeconds(proxy, () => load(proxy.port, signal));
        return requests / cpuSeconds;
      },
    );
    rows.push(
      rowOf(`the lab's load balancer over ${protocol}`, "requests/CPU s", perCpuSecond.lab),
      rowOf(`HAProxy over ${protocol}`, "requests/CPU s", perCpuSecond.haproxy),
      rowOf(`lab / HAProxy over ${protocol}`, "×", ratios(perCpuSecond.lab, perCpuSecond.haproxy), {
        text: "at least 0.35",
        met: (ratio) => ratio >= 0.35,
      }),
    );
  }
  return rows;
}
