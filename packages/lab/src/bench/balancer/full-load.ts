import { type BenchContext, type BenchRow, ratios, rowOf } from "../bench.ts";
import { type BenchProcess, cpuSeconds } from "../bench-process.ts";
import { runWrk } from "./wrk.ts";

const rounds = 5;
const secondsPerRound = 3;

const names = ["lab", "haproxy", "nginx"] as const;
type Name = (typeof names)[number];
type Samples = Record<Name, { perCpuSecond: number[]; p99Ms: number[] }>;

/**
 * Requests per CPU second of the proxy's process, each at all the load it can take. The p99 stand there without a goal:
 * with a fixed number of connections that never pause, the mean latency is their number over the throughput (Little's
 * law), so that they say the same once more.
 */
export async function fullLoad(
  proxies: Record<Name, BenchProcess>,
  { progress, signal }: BenchContext,
): Promise<BenchRow[]> {
  const samples: Samples = {
    lab: { perCpuSecond: [], p99Ms: [] },
    haproxy: { perCpuSecond: [], p99Ms: [] },
    nginx: { perCpuSecond: [], p99Ms: [] },
  };
  for (let round = 1; round <= rounds; round += 1) {
    progress(`full load: round ${round} of ${rounds}`);
    for (const name of names) {
      const { perCpuSecond, p99Ms } = await measure(proxies[name], signal);
      samples[name].perCpuSecond.push(perCpuSecond);
      samples[name].p99Ms.push(p99Ms);
    }
  }
  return rowsFrom(samples);
}

async function measure({ pid, port }: BenchProcess, signal: AbortSignal) {
  const before = await cpuSeconds(pid);
  const { requests, p99Ms } = await runWrk({ port, seconds: secondsPerRound, signal });
  return { perCpuSecond: requests / ((await cpuSeconds(pid)) - before), p99Ms };
}

function rowsFrom({ lab, haproxy, nginx }: Samples): BenchRow[] {
  return [
    rowOf("the lab's load balancer", "requests/CPU s", lab.perCpuSecond),
    rowOf("HAProxy", "requests/CPU s", haproxy.perCpuSecond),
    rowOf("nginx", "requests/CPU s", nginx.perCpuSecond),
    rowOf("lab / HAProxy", "×", ratios(lab.perCpuSecond, haproxy.perCpuSecond), {
      text: "at least 0.20 (aim 0.33)",
      met: (ratio) => ratio >= 0.2,
    }),
    rowOf("lab / nginx", "×", ratios(lab.perCpuSecond, nginx.perCpuSecond)),
    rowOf("p99 at full load, lab / HAProxy", "×", ratios(lab.p99Ms, haproxy.p99Ms)),
  ];
}
