import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { balancerBench } from "../balancer/balancer-bench.ts";
import { throughputRows } from "../balancer/beside-haproxy.ts";
import { startBackend, startBareNode, startHaproxy, startLabBalancer } from "../balancer/proxies.ts";
import { runWrk } from "../balancer/wrk.ts";
import { type Bench, rowOf } from "../bench.ts";
import { withCpuSeconds } from "../bench-process.ts";
import { addPoints, type GrowthOfProxies, shapeRowsBesideOthers } from "./growth.ts";

const amounts = [10, 100, 1_000, 5_000];
const rounds = 5;
const secondsPerRound = 3;

/**
 * The cost of a request as the number of connections grows. Node's own server and client, which only forward, show how much of
 * the cost is Node's.
 */
export const growthConnections: Bench = {
  name: "growth-connections",
  minutes: 5,
  title: "Growth: requests per CPU second at full load as connections grow, beside HAProxy",
  unavailable: balancerBench.unavailable,
  async run({ progress, signal }) {
    await using backend = await startBackend();
    await using lab = await startLabBalancer(backend.port);
    await using haproxy = await startHaproxy([backend.port]);
    await using bareNode = await startBareNode("HTTP", { backendPorts: [backend.port] });
    const rows: BenchRow[] = [];
    const points: GrowthOfProxies = { lab: [], haproxy: [], bareNode: [] };
    for (const [connections, close] of [
      ...amounts.map((amount) => [amount, false] as const),
      [32, true] as const,
    ]) {
      const samples = await alternatingRounds(
        { lab, haproxy, bareNode },
        rounds,
        (round) =>
          progress(`${connections} connections${close ? ", a new one for each request" : ""}: ${round}`),
        async (proxy) => {
          const { requests, cpuSeconds } = await withCpuSeconds(proxy, () =>
            runWrk({ port: proxy.port, seconds: secondsPerRound, signal, connections, close }),
          );
          return requests / cpuSeconds;
        },
      );
      if (!close) {
        addPoints(points, connections, samples, (perCpuSecond) => connections / perCpuSecond);
      }
      const what = close
        ? "a connection for each request"
        : `${connections.toLocaleString("en")} connections`;
      rows.push(
        rowOf(`lab, ${what}`, "requests/CPU s", samples.lab),
        ...throughputRows(samples, `, ${what}`, connections === 1_000 ? 0.45 : undefined),
      );
    }
    return [...rows, ...shapeRowsBesideOthers("CPU time of one request from each connection", points)];
  },
};
