import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { type BenchContext, ratios, rowOf } from "../bench.ts";
import { type BenchProcess, withCpuSeconds } from "../bench-process.ts";
import { type Compared, throughputRows } from "./beside-haproxy.ts";
import { runWrk } from "./wrk.ts";

const rounds = 5;
const secondsPerRound = 3;

type Name = Compared | "nginx";

interface Sample {
  perCpuSecond: number;
  p99Ms: number;
}

/**
 * Requests per CPU second of the proxy's process, each at all the load it can take. The p99 stand there without a goal:
 * with a fixed number of connections that never pause, the mean latency is their number over the throughput (Little's
 * law), so that they say the same once more.
 */
export async function fullLoad(
  proxies: Record<Name, BenchProcess>,
  { progress, signal }: BenchContext,
): Promise<BenchRow[]> {
  const samples = await alternatingRounds(
    proxies,
    rounds,
    (round) => progress(`full load: ${round}`),
    (proxy) => measure(proxy, signal),
  );
  return rowsFrom(samples);
}

async function measure(proxy: BenchProcess, signal: AbortSignal): Promise<Sample> {
  const { requests, p99Ms, cpuSeconds } = await withCpuSeconds(proxy, () =>
    runWrk({ port: proxy.port, seconds: secondsPerRound, signal }),
  );
  return { perCpuSecond: requests / cpuSeconds, p99Ms };
}

function rowsFrom(samples: Record<Name, Sample[]>): BenchRow[] {
  const perCpuSecond = (name: Name) => samples[name].map((sample) => sample.perCpuSecond);
  const p99Ms = (name: Name) => samples[name].map((sample) => sample.p99Ms);
  return [
    rowOf("the lab's load balancer", "requests/CPU s", perCpuSecond("lab")),
    rowOf("HAProxy", "requests/CPU s", perCpuSecond("haproxy")),
    rowOf("nginx", "requests/CPU s", perCpuSecond("nginx")),
    ...throughputRows(
      { lab: perCpuSecond("lab"), haproxy: perCpuSecond("haproxy"), bareNode: perCpuSecond("bareNode") },
      "",
      0.5,
    ),
    rowOf("lab / nginx", "×", ratios(perCpuSecond("lab"), perCpuSecond("nginx"))),
    rowOf("p99 at full load, lab / HAProxy", "×", ratios(p99Ms("lab"), p99Ms("haproxy"))),
  ];
}
