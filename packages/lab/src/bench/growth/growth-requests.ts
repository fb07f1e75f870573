import { balancerBench } from "../balancer/balancer-bench.ts";
import { startBackend, startHaproxy, startLabBalancer } from "../balancer/proxies.ts";
import { runWrk, wrkConnections } from "../balancer/wrk.ts";
import type { Bench, BenchContext, BenchRow } from "../bench.ts";
import { rowOf } from "../bench.ts";
import { type BenchProcess, cpuSeconds } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const rates = [100, 1_000, 5_000, 10_000];
const rounds = 5;
const secondsPerRound = 3;

/** What a request costs while more and more of them come. */
export const growthRequests: Bench = {
  name: "growth-requests",
  minutes: 4,
  title: "Growth: CPU time of the load balancer as requests per second grow, beside HAProxy",
  unavailable: balancerBench.unavailable,
  async run(context) {
    await using backend = await startBackend();
    await using lab = await startLabBalancer(backend.port);
    await using haproxy = await startHaproxy(backend.port);
    const rows: BenchRow[] = [];
    const labPoints: GrowthPoint[] = [];
    for (const rate of rates) {
      const costs = { lab: [] as number[], haproxy: [] as number[] };
      const microseconds = { lab: [] as number[], haproxy: [] as number[] };
      for (let round = 1; round <= rounds; round++) {
        context.progress(`${rate} requests/s: round ${round} of ${rounds}`);
        for (const [name, process] of [
          ["lab", lab],
          ["haproxy", haproxy],
        ] as const) {
          const { cpu, requests } = await paced(process, rate, context);
          costs[name].push(cpu);
          microseconds[name].push((cpu / requests) * 1e6);
        }
      }
      labPoints.push({ work: rate, costs: costs.lab });
      rows.push(
        rowOf(`lab, ${rate.toLocaleString("en")} requests/s`, "CPU µs/request", microseconds.lab),
        rowOf(`HAProxy, ${rate.toLocaleString("en")} requests/s`, "CPU µs/request", microseconds.haproxy),
      );
    }
    return [...rows, shapeRow("lab, CPU time over requests/s", labPoints)];
  },
};

async function paced({ pid, port }: BenchProcess, rate: number, { signal }: BenchContext) {
  const before = await cpuSeconds(pid);
  const { requests } = await runWrk({
    port,
    seconds: secondsPerRound,
    signal,
    meanThinkTimeMs: (wrkConnections / rate) * 1_000,
  });
  return { requests, cpu: Math.max((await cpuSeconds(pid)) - before, 0.01) };
}
