import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { balancerBench } from "../balancer/balancer-bench.ts";
import { startBareNode, startHaproxy, startLabBalancer, startManyBackends } from "../balancer/proxies.ts";
import { runWrk } from "../balancer/wrk.ts";
import { type Bench, rowOf } from "../bench.ts";
import { residentMegabytes, withCpuSeconds } from "../bench-process.ts";
import { addPoints, type GrowthOfProxies, shapeRowsBesideOthers } from "./growth.ts";

const amounts = [3, 30, 300];
const rounds = 5;
const secondsPerRound = 3;

/** The cost of a request as the target group grows. Health checks continue meanwhile. */
export const growthTargets: Bench = {
  name: "growth-targets",
  minutes: 3,
  title: "Growth: CPU time and memory of the load balancer as targets grow, beside HAProxy and bare Node",
  unavailable: balancerBench.unavailable,
  async run({ progress, signal }) {
    const rows: BenchRow[] = [];
    const points: GrowthOfProxies = { lab: [], haproxy: [], bareNode: [] };
    for (const targets of amounts) {
      await using backends = await startManyBackends(targets);
      await using lab = await startLabBalancer(...backends.ports);
      await using haproxy = await startHaproxy(backends.ports);
      await using bareNode = await startBareNode("HTTP", { backendPorts: backends.ports });
      const samples = await alternatingRounds(
        { lab, haproxy, bareNode },
        rounds,
        (round) => progress(`${targets} targets: ${round}`),
        async (proxy) => {
          const { requests, cpuSeconds } = await withCpuSeconds(proxy, () =>
            runWrk({ port: proxy.port, seconds: secondsPerRound, signal }),
          );
          return (cpuSeconds / requests) * 1e6;
        },
      );
      addPoints(points, targets, samples, (microseconds) => microseconds * targets);
      rows.push(
        rowOf(`lab, ${targets} targets`, "CPU µs/request", samples.lab),
        rowOf(`HAProxy, ${targets} targets`, "CPU µs/request", samples.haproxy),
        rowOf(`bare Node, ${targets} targets`, "CPU µs/request", samples.bareNode),
        rowOf(`lab, ${targets} targets, memory`, "MB", [await residentMegabytes(lab.pid)]),
      );
    }
    return [...rows, ...shapeRowsBesideOthers("CPU time of one request to each target", points)];
  },
};
