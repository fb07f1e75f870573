import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { balancerBench } from "../balancer/balancer-bench.ts";
import { startBackend, startHaproxy, startLabBalancer } from "../balancer/proxies.ts";
import { runWrk, wrkConnections } from "../balancer/wrk.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { rowOf } from "../bench.ts";
import { type BenchProcess, withCpuSeconds } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const rates = [100, 1_000, 5_000, 10_000];
const rounds = 5;
const secondsPerRound = 3;

/** The cost of a request as the rate grows. */
export const growthRequests: Bench = {
  name: "growth-requests",
  minutes: 4,
  title: "Growth: CPU time of the load balancer as requests per second grow, beside HAProxy",
  unavailable: balancerBench.unavailable,
  async run(context) {
    await using backend = await startBackend();
    await using lab = await startLabBalancer(backend.port);
    await using haproxy = await startHaproxy([backend.port]);
    const rows: BenchRow[] = [];
    const labPoints: GrowthPoint[] = [];
    for (const rate of rates) {
      const runs = await alternatingRounds(
        { lab, haproxy },
        rounds,
        (round) => context.progress(`${rate} requests/s: ${round}`),
        (proxy) => paced(proxy, rate, context),
      );
      const microseconds = (name: keyof typeof runs) =>
        runs[name].map(({ cpu, requests }) => (cpu / requests) * 1e6);
      labPoints.push({ work: rate, costs: runs.lab.map(({ cpu }) => cpu) });
      rows.push(
        rowOf(`lab, ${rate.toLocaleString("en")} requests/s`, "CPU µs/request", microseconds("lab")),
        rowOf(`HAProxy, ${rate.toLocaleString("en")} requests/s`, "CPU µs/request", microseconds("haproxy")),
      );
    }
    return [...rows, shapeRow("lab, CPU time over requests/s", labPoints)];
  },
};

async function paced(proxy: BenchProcess, rate: number, { signal }: BenchContext) {
  const meanThinkTimeMs = (wrkConnections / rate) * 1_000;
  const { requests, cpuSeconds } = await withCpuSeconds(proxy, () =>
    runWrk({ port: proxy.port, seconds: secondsPerRound, signal, meanThinkTimeMs }),
  );
  // CPU time is counted in hundredths of a second.
  return { requests, cpu: Math.max(cpuSeconds, 0.01) };
}
