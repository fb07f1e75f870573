import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { balancerBench } from "../balancer/balancer-bench.ts";
import { startLabBalancer, startManyBackends } from "../balancer/proxies.ts";
import { runWrk } from "../balancer/wrk.ts";
import { type Bench, rowOf } from "../bench.ts";
import { residentMegabytes, withCpuSeconds } from "../bench-process.ts";
import { type GrowthPoint, shapeRow } from "./growth.ts";

const amounts = [3, 30, 300];
const rounds = 5;
const secondsPerRound = 3;

/** The cost of a request as the target group grows. Health checks continue meanwhile. */
export const growthTargets: Bench = {
  name: "growth-targets",
  minutes: 2,
  title: "Growth: CPU time and memory of the load balancer as targets grow",
  unavailable: balancerBench.unavailable,
  async run({ progress, signal }) {
    const rows: BenchRow[] = [];
    const points: GrowthPoint[] = [];
    for (const targets of amounts) {
      await using backends = await startManyBackends(targets);
      await using lab = await startLabBalancer(...backends.ports);
      await runWrk({ port: lab.port, seconds: 2, signal });
      const microseconds: number[] = [];
      for (let round = 1; round <= rounds; round++) {
        progress(`${targets} targets: round ${round} of ${rounds}`);
        const { requests, cpuSeconds } = await withCpuSeconds(lab, () =>
          runWrk({ port: lab.port, seconds: secondsPerRound, signal }),
        );
        microseconds.push((cpuSeconds / requests) * 1e6);
      }
      points.push({ work: targets, costs: microseconds.map((value) => value * targets) });
      rows.push(
        rowOf(`${targets} targets`, "CPU µs/request", microseconds),
        rowOf(`${targets} targets, memory`, "MB", [await residentMegabytes(lab.pid)]),
      );
    }
    return [...rows, shapeRow("CPU time of one request to each target", points)];
  },
};
